import type { MemoryMarks } from '../../admission/memory-guard.js';
import type { MongoFacts } from '../../ledger/mongo-facts.js';
import type { PromisedLevel } from '../../redis/redis-guarantees.js';
import type { RedisFacts } from '../../redis/redis-facts.js';

export type Level = PromisedLevel;

/** What a store told, or in one sentence why it could not be asked and what to do. */
export type Look<F> = { readonly kind: 'reached'; readonly facts: F } | { readonly kind: 'unreachable'; readonly why: string };

/** All that the checks judge. */
export type Facts = {
  /** What a 202 shall survive: `MINING_DURABILITY`. */
  readonly level: Level;
  /** Where new clicks are refused for want of memory, and where no longer. */
  readonly memoryMarks: MemoryMarks;
  readonly redis: Look<RedisFacts>;
  readonly mongodb: Look<MongoFacts>;
};

export const PROMISE_NAMES = ['accepting', 'process-kill', 'power-loss', 'node-loss', 'exactly-once', 'crediting'] as const;
export type PromiseName = (typeof PROMISE_NAMES)[number];

/**
 * What a check came to; `found` and `remedy` are sentences. `failed` names at least one promise that it breaks; it has no
 * remedy where `found` says all. `skipped` names the check of the same store whose finding left nothing to judge.
 */
export type Finding =
  | { readonly status: 'ok'; readonly found: string }
  | { readonly status: 'skipped'; readonly found: string; readonly cause: string }
  | { readonly status: 'warning' | 'unknown'; readonly found: string; readonly remedy: string }
  | { readonly status: 'failed'; readonly found: string; readonly remedy?: string; readonly breaks: readonly PromiseName[] };

export type Check = {
  readonly store: 'redis' | 'mongodb' | 'clocks';
  readonly name: string;
  /** A sentence. */
  readonly needed: string;
  /** Promises that it may break. */
  readonly bearsOn: readonly PromiseName[];
  /** Pure: the same facts give the same finding. */
  readonly judge: (facts: Facts) => Finding;
};

/** A finding, and what was asked. */
export type Result = { readonly check: Check; readonly finding: Finding };

export const ok = (found: string): Finding => ({ status: 'ok', found });
export const warning = (found: string, remedy: string): Finding => ({ status: 'warning', found, remedy });
export const unknown = (found: string, remedy: string): Finding => ({ status: 'unknown', found, remedy });
export const skipped = (cause: string, found: string): Finding => ({ status: 'skipped', found, cause });
export const failed = (breaks: readonly PromiseName[], found: string, remedy?: string): Finding => ({
  status: 'failed',
  found,
  ...(remedy !== undefined && { remedy }),
  breaks,
});
