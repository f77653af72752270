/** Opens a run. A journal may hold several runs, one after the other. Times are milliseconds since 1970. */
export type RunLine = {
  readonly run: string;
  readonly started: number;
  readonly url: string;
  /** How many users the run has: `load-<run>-1` to `load-<run>-<users>`. Nobody else sends for them. */
  readonly users: number;
  /** No attempt takes longer than this: a click may arrive up to so long after the last line of a killed run. */
  readonly timeoutMs: number;
};

/** One attempt at a click, written when it ended. */
export type AttemptLine = {
  readonly key: string;
  readonly user: string;
  /** When the attempt was sent. */
  readonly sent: number;
  readonly received: number;
  /** `null` when there was no answer, or none of the API's. */
  readonly status: number | null;
  readonly clickId?: string;
  /** What a refusal says of the click: `not-accepted`, `unknown`, or `accepted` before. */
  readonly outcome?: string;
  readonly error?: string;
  readonly kind: 'first' | 'duplicate' | 'repeat';
};

/** Closes a run: nothing of it is on its way any more. It is missing when the load was killed. */
export type EndLine = { readonly end: string; readonly ended: number };

export type JournalLine = RunLine | AttemptLine | EndLine;
