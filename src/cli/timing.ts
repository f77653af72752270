/** Milliseconds that the API waits for Redis before it answers without it. */
export const REDIS_DEADLINE_MS = 500;
/** Age in milliseconds from which a batch takes no more clicks. */
export const BATCH_AGE_MS = 50;
/** Milliseconds between the opening of a batch and its ticket. */
export const TICKET_DELAY_MS = 10;

/** Each worker compares the counts of Redis with the ledger this often, so that a lost click is noticed in a minute or two. */
export const CONSERVATION_EVERY_MS = 15_000;

/** Each worker reads this often how many dead letters are open. */
export const DEAD_LETTERS_EVERY_MS = 15_000;

/** Each worker removes replayed dead letters this often, when their time is over. */
export const LETTER_REMOVAL_EVERY_MS = 3_600_000;

/** Each worker's reaper looks every 1.5 s, all together once a second at most, at batches that are older than 5 s. */
export const REAPER = { everyMs: 1500, stuckMs: 60_000, reapAgeMs: 5000, reapPauseMs: 1000 } as const;

/**
 * Each process looks every second whether Redis has forgotten clicks, by a mark that rises every 15 s. A command of such a look
 * may take MongoDB 2 s. The first look is repeated at once when Redis misses it, ten times at most.
 */
export const EPOCH = { everyMs: 1000, raiseEveryMs: 15_000, commandMs: 2000, firstTries: 10, pauseMs: 100 } as const;

/** A worker whose ledger is away asks it after a second, later every five; after an answer it waits 3 s for a posting in hand. */
export const OUTAGE = { firstMs: 1000, mostMs: 5000, trialMs: 3000 } as const;

/** A worker looks every second whether it fetches jobs. */
export const FETCH_LOOK_EVERY_MS = 1000;
