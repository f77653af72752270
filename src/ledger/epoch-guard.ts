import type { ExpectedMemory, QueueMemory, QueueMemoryStore } from '../queue/click-queue.js';
import { expectMemory, whyForgotten, type EpochLedger, type EpochRecord } from './epoch.js';

/** What a look at Redis and the ledger came to. */
export type EpochLook =
  /** `note`: a sentence for the log, where something was done that should not go unsaid. */
  | { readonly kind: 'intact'; readonly note?: string }
  /** Nothing new is accepted: why, as a sentence without its full stop. */
  | { readonly kind: 'forgot'; readonly why: string };

export type EpochGuard = {
  /** What Redis must show at every call; for the admission. */
  expected(): ExpectedMemory;
  /** Whether there is anything that Redis must show: false until one of the stores has told the epoch. */
  isKnown(): boolean;
  /**
   * Looks at both stores, one look at a time. A ledger that cannot be asked changes nothing for a Redis whose epoch is
   * known. Throws when Redis cannot be asked: then all stays as it is.
   */
  look(): Promise<EpochLook>;
};

export type EpochGuardParts = {
  readonly queue: QueueMemoryStore;
  readonly ledger: EpochLedger;
  /** Whether this process writes to the ledger: then it keeps the record and lets the mark rise. */
  readonly keepsRecord: boolean;
  /** A random name, never used before. */
  readonly createEpoch: () => string;
};

/** No Redis shows this. */
const NOTHING: ExpectedMemory = { epoch: 'not known yet', leastMark: 0 };
const NOT_KNOWN = 'Redis has no epoch, and the ledger does not answer whether there was one';
const NEW_LEDGER = "the ledger had no record of Redis' epoch, though Redis was used before: it is a new ledger, or another one";

type AskedRecord = EpochRecord | undefined | 'no answer';

/**
 * Notices that Redis has forgotten clicks, by comparing what it shows with what the ledger keeps and with what this process
 * has seen:
 *
 *   Redis   ledger        this process has seen   then
 *   -----   -----------   ---------------------   ------------------------------------------------------------
 *   none    none          nothing                 Redis gets an epoch: both are new, or were used by an older version
 *   any     none          nothing, or the same    the ledger keeps what Redis shows
 *   any     the same      (counts within one epoch) intact, if its mark is high enough
 *   any     another       (does not count)        forgot, until somebody reopens the admission (`replace` of both)
 *   any     no answer     nothing                 intact, until the ledger says otherwise
 *   none    no answer     nothing                 forgot: nobody knows better
 *   any     no answer     something               intact, if it shows that
 */
export function createEpochGuard({ queue, ledger, keepsRecord, createEpoch }: EpochGuardParts): EpochGuard {
  let seen: Pick<QueueMemory, 'epoch' | 'mark'> | undefined;

  /** The ledger's epoch counts, and the highest mark that was seen of it anywhere. */
  function learn(record: AskedRecord, memory: QueueMemory | undefined): void {
    const known = record === 'no answer' ? undefined : record;
    const epoch = known?.epoch ?? seen?.epoch ?? memory?.epoch;
    if (epoch === undefined) return;
    const marks = [known, seen, memory].map((each) => (each?.epoch === epoch ? each.mark : 0));
    seen = { epoch, mark: Math.max(...marks) };
  }

  async function beginIfNew(record: AskedRecord, memory: QueueMemory | undefined): Promise<QueueMemory | undefined> {
    if (record !== undefined || memory !== undefined || seen !== undefined) return memory;
    await queue.begin(createEpoch());
    return queue.read();
  }

  /** The mark rises in Redis first: so the ledger's is never ahead of a Redis that remembers. */
  async function keep(record: EpochRecord | undefined, memory: QueueMemory): Promise<string | undefined> {
    if (record === undefined) {
      await ledger.begin(memory);
      return memory.mark > 0 ? NEW_LEDGER : undefined;
    }
    const raised = await queue.read(expected());
    if (raised !== undefined && raised.epoch === record.epoch && raised.mark > record.mark) await ledger.raise(raised);
    return undefined;
  }

  const expected = (): ExpectedMemory => (seen === undefined ? NOTHING : expectMemory(seen));

  return {
    expected,
    isKnown: () => seen !== undefined,
    async look() {
      // What only Redis knows is good enough to begin with.
      seen ??= await queue.read();
      const record = await ledger.read().catch(() => 'no answer' as const);
      // Redis is written first, so it is read last: what the ledger has of it must be there by now.
      const memory = await beginIfNew(record, await queue.read());
      learn(record, memory);
      const why = seen === undefined ? NOT_KNOWN : whyForgotten(memory, expected());
      if (why !== undefined || memory === undefined) return { kind: 'forgot', why: why ?? NOT_KNOWN };
      const note = keepsRecord && record !== 'no answer' ? await keep(record, memory) : undefined;
      return { kind: 'intact', ...(note !== undefined && { note }) };
    },
  };
}
