import { setTimeout as pause } from 'node:timers/promises';
import type { ClientSession, Db, MongoClient } from 'mongodb';
import { errorCodeOf, PipelineError } from '../click/codes.js';
import type { AccountState } from '../click/reward-policy.js';
import type { Actor } from './audit-trail.js';
import type { AssumedAccounts, DeadLetterReplayer, ReplayOutcome, ReplayRecord, ReplayResult } from './dead-letters.js';
import { fromClickDocument, openCollections, type ClickDocument, type LedgerCollections } from './documents.js';
import { createLedgerDeadline } from './ledger-deadline.js';
import { planPosting, type AccountUpdate } from './plan-posting.js';
import { runTransactionAside } from './transactions.js';
import type { ClickWriterOptions } from './write-clicks.js';

/** Tries of one replay while workers' transactions are in its way. */
const MOST_TRIES = 5;
/** Replays that a letter remembers. */
const REMEMBERED = 20;

export type ReplayerOptions = ClickWriterOptions & {
  /** Whether nobody else needs this process: only then clicks are tried that killed their worker. */
  readonly mayDie: boolean;
};

type Timed = { readonly session: ClientSession; readonly maxTimeMS: number };
type Failure = ReplayOutcome & { readonly result: 'failed' };
type Decided = {
  readonly outcome: ReplayOutcome;
  readonly row: ClickDocument;
  readonly updates: readonly AccountUpdate[];
  /** What its user has then, if it is credited. */
  readonly state: AccountState | undefined;
};

/** Ends the transaction of a dry run, with what it would have come to. */
class TakenBack extends Error {
  readonly foreseen: ReplayResult;
  readonly decided: Decided | undefined;

  constructor(foreseen: ReplayResult, decided?: Decided) {
    super('a dry run is taken back');
    this.foreseen = foreseen;
    this.decided = decided;
  }
}

/** Replays dead letters, each in a transaction and a session of its own. */
export function createMongoReplayer(client: MongoClient, db: Db, { rules, commandMs, mayDie }: ReplayerOptions): DeadLetterReplayer {
  const collections = openCollections(db);
  const timed = { maxTimeMS: commandMs };
  const inTime = createLedgerDeadline(commandMs);

  async function endClick(id: string, actor: Actor, session: ClientSession): Promise<ReplayResult> {
    const decided = await decide(collections, id, { rules, mayDie }, { ...timed, session });
    if ('result' in decided) return decided;
    await write(collections, decided, actor, { ...timed, session });
    return decided.outcome;
  }

  const inTransaction = async (work: (session: ClientSession) => Promise<ReplayResult>) => (await runTransactionAside(client, 2 * commandMs, work)).result;

  async function endAndTakeBack(id: string, actor: Actor, assumed: AssumedAccounts): Promise<ReplayResult> {
    try {
      return await inTransaction(async (session) => {
        const decided = await decide(collections, id, { rules, mayDie }, { ...timed, session }, assumed);
        if ('result' in decided) throw new TakenBack(decided);
        await write(collections, decided, actor, { ...timed, session });
        throw new TakenBack(decided.outcome, decided);
      });
    } catch (fault) {
      if (!(fault instanceof PipelineError && fault.cause instanceof TakenBack)) throw fault;
      const { foreseen, decided } = fault.cause;
      if (decided?.state) assumed.set(decided.row.userId, decided.state);
      return foreseen;
    }
  }

  /** The letter stays open and tells of it; unless somebody else was quicker. */
  async function noteFailure(id: string, actor: Actor, { result, ...why }: Failure): Promise<ReplayResult> {
    const at = new Date();
    const change = { $inc: { attempts: 1 }, $set: { ...why, lastAt: at }, $push: remember({ ...actor, result, ...why, at }) };
    const { matchedCount } = await collections.deadLetters.updateOne({ _id: id, replayedAt: { $exists: false } }, change, timed);
    return matchedCount === 1 ? { result, ...why } : { result: 'already-replayed' };
  }

  return {
    preview: (id, actor, assumed = new Map()) => repeatConflicts(() => endAndTakeBack(id, actor, assumed)),
    replay: async (id, actor) => {
      const result = await repeatConflicts(() => inTransaction((session) => endClick(id, actor, session)));
      return result.result === 'failed' ? inTime(() => noteFailure(id, actor, result)) : result;
    },
  };
}

/** Tries again while other transactions are in the way. A fault is a failure, unless the ledger is out of reach. */
async function repeatConflicts(work: () => Promise<ReplayResult>): Promise<ReplayResult> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work();
    } catch (fault) {
      const code = errorCodeOf(fault);
      if (code === 'LEDGER_UNAVAILABLE') throw fault;
      if (code !== 'LEDGER_CONFLICT' || tries === MOST_TRIES) return { result: 'failed', code, message: fault instanceof Error ? fault.message : String(fault) };
      await pause(2 ** tries * 10 * Math.random());
    }
  }
}

/** What the policy decides now, or why there is nothing to decide. */
async function decide(
  ledger: LedgerCollections,
  id: string,
  { rules, mayDie }: Pick<ReplayerOptions, 'rules' | 'mayDie'>,
  timed: Timed,
  assumed?: AssumedAccounts,
): Promise<Decided | ReplayResult> {
  const letter = await ledger.deadLetters.findOne({ _id: id }, timed);
  if (!letter) return { result: 'absent' };
  if (letter.replayedAt) return { result: 'already-replayed' };
  if (letter.code === 'CLICK_KILLS_WORKER' && !mayDie) return { result: 'unreplayable', why: 'its click killed a worker: replay it by the command' };
  const { payload: click } = letter;
  if (!click) return { result: 'unreplayable', why: 'it holds no click: its batch lost them' };
  if (!(await ledger.clicks.findOne(failedRowOf(click.clickId, click.userId), timed))) {
    return { result: 'unreplayable', why: 'the ledger does not have its click as failed' };
  }
  const account = await ledger.accounts.findOne({ _id: click.userId }, timed);
  const state = assumed?.get(click.userId);
  const known = account ?? (state && { _id: click.userId, credited: 0, ...state });
  const { rows, updates, states } = planPosting([click], known ? [{ ...known, ...state }] : [], rules, new Date());
  const [row] = rows as [ClickDocument];
  return { row, updates, outcome: outcomeOf(row), state: row.status === 'credited' ? states.get(click.userId) : undefined };
}

async function write(ledger: LedgerCollections, { row, updates, outcome }: Decided, actor: Actor, timed: Timed): Promise<void> {
  const { _id: clickId, ...ended } = row;
  const { matchedCount } = await ledger.clicks.replaceOne(failedRowOf(clickId, row.userId), ended, timed);
  if (matchedCount !== 1) throw new PipelineError('LEDGER_CONFLICT', 'the row of the click changed meanwhile');
  for (const { q, u, upsert = false } of updates) await ledger.accounts.updateOne(q, u, { ...timed, upsert });
  const at = new Date();
  await ledger.deadLetters.updateOne({ _id: clickId }, { $set: { replayedAt: at }, $push: remember({ ...actor, ...outcome, at }) }, timed);
}

/** What a row must still be to be replayed: one that was archived or erased has no user. */
function failedRowOf(clickId: string, userId: string) {
  return { _id: clickId, userId, status: 'failed' } as const;
}

function outcomeOf(row: ClickDocument): ReplayOutcome {
  const { status, ...outcome } = fromClickDocument(row).outcome;
  return { result: status, ...outcome } as ReplayOutcome;
}

function remember(record: ReplayRecord) {
  return { replays: { $each: [record], $slice: -REMEMBERED } };
}
