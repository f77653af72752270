import { setTimeout as pause } from 'node:timers/promises';
import type { ClientSession, Db, MongoClient } from 'mongodb';
import { errorCodeOf, PipelineError } from '../click/codes.js';
import type { RewardRules } from '../click/reward-policy.js';
import type { Actor } from './audit-trail.js';
import type { DeadLetterReplayer, ReplayOutcome, ReplayRecord, ReplayResult } from './dead-letters.js';
import { fromClickDocument, openCollections, type ClickDocument, type LedgerCollections } from './documents.js';
import { withErrorCodes } from './mongo-faults.js';
import { runTransaction } from './mongo-poster.js';
import { planPosting, type AccountUpdate } from './plan-posting.js';
import type { ClickWriterOptions } from './write-clicks.js';

/** Tries of one replay while workers' transactions are in its way. */
const MOST_TRIES = 5;
/** Replays that a letter remembers. */
const REMEMBERED = 20;

type Timed = { readonly session?: ClientSession; readonly maxTimeMS: number };
type Decided = { readonly outcome: ReplayOutcome; readonly row: ClickDocument; readonly updates: readonly AccountUpdate[] };

/** Replays dead letters, each in a transaction and a session of its own. */
export function createMongoReplayer(client: MongoClient, db: Db, { rules, commandMs }: ClickWriterOptions): DeadLetterReplayer {
  const collections = openCollections(db);
  const timed = { maxTimeMS: commandMs };

  function tryOnce(id: string, actor: Actor): Promise<ReplayResult> {
    const work = (inTransaction: Timed) => async (): Promise<ReplayResult> => {
      const decided = await decide(collections, id, rules, inTransaction);
      if ('result' in decided) return decided;
      await write(collections, decided, actor, inTransaction);
      return decided.outcome;
    };
    return client.withSession(async (session) => (await runTransaction(session, work({ ...timed, session }))).result);
  }

  /** The letter stays open and tells of it; unless somebody else was quicker. */
  async function noteFailure(id: string, actor: Actor, fault: unknown): Promise<ReplayResult> {
    const why = { code: errorCodeOf(fault), message: fault instanceof Error ? fault.message : String(fault) };
    const failure = { result: 'failed', ...why } as const;
    const at = new Date();
    const change = { $inc: { attempts: 1 }, $set: { ...why, lastAt: at }, $push: remember({ ...actor, ...failure, at }) };
    const { matchedCount } = await collections.deadLetters.updateOne({ _id: id, replayedAt: { $exists: false } }, change, timed);
    return matchedCount === 1 ? failure : { result: 'already-replayed' };
  }

  return {
    preview: (id) =>
      withErrorCodes(async () => {
        const decided = await decide(collections, id, rules, timed);
        return 'result' in decided ? decided : decided.outcome;
      }),
    replay: async (id, actor) => {
      for (let tries = 1; ; tries += 1) {
        try {
          return await tryOnce(id, actor);
        } catch (fault) {
          const code = errorCodeOf(fault);
          if (code === 'LEDGER_UNAVAILABLE') throw fault;
          if (code !== 'LEDGER_CONFLICT' || tries === MOST_TRIES) return withErrorCodes(() => noteFailure(id, actor, fault));
          await pause(2 ** tries * 10 * Math.random());
        }
      }
    },
  };
}

/** What the policy decides now, or why there is nothing to decide. */
async function decide(ledger: LedgerCollections, id: string, rules: RewardRules, timed: Timed): Promise<Decided | ReplayResult> {
  const letter = await ledger.deadLetters.findOne({ _id: id }, timed);
  if (!letter) return { result: 'absent' };
  if (letter.replayedAt) return { result: 'already-replayed' };
  const { payload: click } = letter;
  if (!click) return { result: 'unreplayable', why: 'it holds no click: its batch lost them' };
  if (!(await ledger.clicks.findOne(failedRowOf(click.clickId, click.userId), timed))) {
    return { result: 'unreplayable', why: 'the ledger does not have its click as failed' };
  }
  const account = await ledger.accounts.findOne({ _id: click.userId }, timed);
  const { rows, updates } = planPosting([click], account ? [account] : [], rules, new Date());
  const [row] = rows as [ClickDocument];
  return { row, updates, outcome: outcomeOf(row) };
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
