/** Age in milliseconds from which a batch takes no more clicks. */
export const BATCH_AGE_MS = 50;
/** Milliseconds between the opening of a batch and its ticket. */
export const TICKET_DELAY_MS = 10;

/** Each worker's reaper looks every 1.5 s, all together once a second at most, at batches that are older than 5 s. */
export const REAPER = { everyMs: 1500, stuckMs: 60_000, reapAgeMs: 5000, reapPauseMs: 1000 } as const;
