/** What a generator process is told, as one message. */
export type GeneratorPlan = {
  readonly port: number;
  readonly connections: number;
  /** Begins every key, so that no two runs share one. */
  readonly keyPrefix: string;
  /** Users take turns. */
  readonly tokens: readonly string[];
  /** How many clicks each request has; from 2 on they go to `POST /api/mining/clicks`. */
  readonly clicksOfRequest: number;
  readonly load: ClosedLoad | PacedLoad | CountedLoad;
};

/** Each connection sends its next click as soon as the last one is answered: as much as the server takes. */
export type ClosedLoad = { readonly kind: 'closed'; readonly warmUpMs: number; readonly measureMs: number };

/** Clicks fall due at a rate (Poisson), whatever the answers do. */
export type PacedLoad = {
  readonly kind: 'paced';
  readonly rate: number;
  readonly warmUpMs: number;
  readonly measureMs: number;
};

/** A number of clicks, as fast as they are answered. */
export type CountedLoad = { readonly kind: 'counted'; readonly clicks: number };

/** What came back while it was measured. */
export type GeneratorResult = {
  readonly accepted: number;
  /** Clicks that were not accepted, by the status of their answer. */
  readonly refused: Readonly<Record<string, number>>;
  readonly seconds: number;
  /** Latencies of the answers with accepted clicks in milliseconds; from the time they were due where the load is paced. */
  readonly p50: number;
  readonly p99: number;
  /** The same of the other answers. */
  readonly refusedP50: number;
  readonly refusedP99: number;
  /** Share of one core that the generator itself used: near 1 it measures itself. */
  readonly ownCpu: number;
};

/** What it says, in this order; `ready` once it can be told what to do. */
export type GeneratorMessage =
  | { readonly say: 'ready' }
  | { readonly say: 'measuring' }
  | { readonly say: 'measured'; readonly result: GeneratorResult }
  | { readonly say: 'done'; readonly accepted: number };
