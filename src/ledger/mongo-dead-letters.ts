import type { Collection, Db, Filter } from 'mongodb';
import { LETTER_CURSOR_PATTERN, MOST_USERS, type DeadLetter, type DeadLetterReader, type LetterFilter, type LetterQuery, type OpenLetters } from './dead-letters.js';
import { openCollections, type DeadLetterDocument } from './documents.js';
import { createLedgerDeadline } from './ledger-deadline.js';
import { readPage, type CursorForm } from './mongo-pages.js';

/** Letters removed in one call. */
const REMOVED_AT_ONCE = 1000;
/** Letters of the version before this one have no `replayedAt` either: they are open. */
const OPEN: Filter<DeadLetterDocument> = { replayedAt: { $exists: false } };
const CURSOR: CursorForm<DeadLetterDocument> = { pattern: LETTER_CURSOR_PATTERN, toId: (text) => text, time: 'at' };

/** No call takes longer than `commandMs`, but for the removal, which makes many. */
export function createMongoDeadLetters(db: Db, { commandMs }: { readonly commandMs: number }): DeadLetterReader {
  const { deadLetters } = openCollections(db);
  const read = { readConcern: 'majority', maxTimeMS: commandMs } as const;
  const inTime = createLedgerDeadline(commandMs);
  return {
    list: (query) =>
      inTime(async () => {
        const { documents, ...next } = await readPage(deadLetters, [stateFilter(query), toFilter(query)], query, CURSOR, read);
        return { letters: documents.map(fromDeadLetterDocument), ...next };
      }),
    find: (id) =>
      inTime(async () => {
        const document = await deadLetters.findOne({ _id: id }, read);
        return document ? fromDeadLetterDocument(document) : undefined;
      }),
    countOpen: (filter) => inTime(() => deadLetters.countDocuments({ $and: [OPEN, toFilter(filter)] }, read)),
    listOpenUsers: (filter) =>
      inTime(async () => {
        const withUser = { $and: [OPEN, toFilter(filter), { 'payload.userId': { $type: 'string' } }] };
        const byUser = [{ $match: withUser }, { $group: { _id: '$payload.userId' } }, { $sort: { _id: 1 } }, { $limit: MOST_USERS }];
        return (await deadLetters.aggregate<{ _id: string }>(byUser, read).toArray()).map(({ _id }) => _id);
      }),
    summarizeOpen: () =>
      inTime(() => {
        const byCode = { _id: '$code', count: { $sum: 1 }, oldest: { $min: '$at' } };
        const summary = [{ $match: OPEN }, { $group: byCode }, { $project: { _id: 0, code: '$_id', count: 1, oldest: 1 } }];
        return deadLetters.aggregate<OpenLetters>(summary, read).toArray();
      }),
    removeReplayed: async (before) => {
      for (let removed = 0; ; ) {
        const latest = await inTime(() => removeSome(deadLetters, before, commandMs));
        removed += latest;
        if (latest < REMOVED_AT_ONCE) return removed;
      }
    },
  };
}

export function fromDeadLetterDocument(document: DeadLetterDocument): DeadLetter {
  const { _id: id, code, message, payload, at: firstAt, lastAt = firstAt, attempts = 1, replays = [], replayedAt } = document;
  const state = replayedAt === undefined ? 'open' : 'replayed';
  return { id, state, code, message, attempts, firstAt, lastAt, ...(payload && { payload }), replays };
}

function stateFilter({ state }: LetterQuery): Filter<DeadLetterDocument> {
  if (state === 'all') return {};
  return state === 'open' ? OPEN : { replayedAt: { $type: 'date' } };
}

function toFilter({ code, userId, since, before }: LetterFilter): Filter<DeadLetterDocument> {
  return {
    ...(code !== undefined && { code }),
    ...(userId !== undefined && { 'payload.userId': userId }),
    ...((since ?? before) && { at: { ...(since && { $gte: since }), ...(before && { $lt: before }) } }),
  };
}

async function removeSome(deadLetters: Collection<DeadLetterDocument>, before: Date, maxTimeMS: number): Promise<number> {
  const old = deadLetters.find({ replayedAt: { $lt: before } }, { projection: { _id: 1 }, maxTimeMS });
  const ids = await old.limit(REMOVED_AT_ONCE).map(({ _id }) => _id).toArray();
  const { deletedCount } = await deadLetters.deleteMany({ _id: { $in: ids }, replayedAt: { $lt: before } }, { maxTimeMS });
  return deletedCount;
}
