/** The queue's name, in BullMQ and in every metric. */
export const QUEUE_NAME = 'mining-clicks';

/** Every Redis key of the pipeline. All begin with one hash tag, so that scripts may touch them together in a cluster. */
export type RedisKeys = ReturnType<typeof createRedisKeys>;

/**
 * Builds the key names below `prefix`, which is BullMQ's prefix too.
 *
 * @param prefix must hold a hash tag (`{mining-clicks}`); the settings check it.
 */
export function createRedisKeys(prefix: string) {
  return {
    prefix,
    /** Prefix of everything that BullMQ keeps for the queue. */
    queue: `${prefix}:${QUEUE_NAME}:`,
    /** Id of the batch that takes new clicks. */
    open: `${prefix}:open`,
    /** Sorted set of batches that are not finished; score: milliseconds of the first click. */
    unfinished: `${prefix}:unfinished`,
    /** Hash: clicks of each unfinished batch. */
    sizes: `${prefix}:sizes`,
    /** Hash: how often each unfinished batch was taken. */
    attempts: `${prefix}:attempts`,
    /** Hash: ledger session of the latest taker of each unfinished batch. */
    takers: `${prefix}:takers`,
    /** Hash: the click of each unfinished batch that is being posted alone, and how many times: `<clickId>|<times>`. */
    tried: `${prefix}:tried`,
    /** Hash: how many tickets the reaper made for each unfinished batch. */
    generation: `${prefix}:generation`,
    /** Hash: clicks `accepted` and `finished` since the beginning; times of the newest of both; since when minutes are counted. */
    totals: `${prefix}:totals`,
    /** Hash: clicks accepted in each minute since 1970 that is kept, those left out that the ledger has from another time. */
    acceptedByMinute: `${prefix}:accepted-by-minute`,
    /** When the reaper last looked, so that many workers do not look all at once. */
    reaperStamp: `${prefix}:reaper:stamp`,
    /** Rank in `unfinished` at which the reaper goes on. */
    reaperCursor: `${prefix}:reaper:cursor`,
    globalBucket: `${prefix}:limit:global`,
    userBucket: (userId: string) => `${prefix}:limit:user:${userId}`,
    ipBucket: (ip: string) => `${prefix}:limit:ip:${ip}`,
    readBucket: (userId: string) => `${prefix}:limit:read:${userId}`,
    /** Idempotency record of a click: `<batchId>|<fingerprint>`. */
    click: (clickId: string) => `${prefix}:click:${clickId}`,
    openBatch: (batchId: string) => `${prefix}:batch:${batchId}:open`,
    sealedBatch: (batchId: string) => `${prefix}:batch:${batchId}:sealed`,
  } as const;
}
