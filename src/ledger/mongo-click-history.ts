import type { Collection, Db, Document, Filter } from 'mongodb';
import { CLICK_CURSOR_PATTERN, TRACED_LETTERS, TRACED_ROWS, type ClickHistory, type LedgerRecord, type LedgerRow, type RowPage } from './click-history.js';
import { openCollections, type ArchivedClickDocument, type ClickDocument } from './documents.js';
import { createLedgerDeadline } from './ledger-deadline.js';
import { cutPage, filterBehind, readPage, type CursorForm } from './mongo-pages.js';
import { isStub, type ClickStub } from './stubs.js';

type AnyRow = ClickDocument & Partial<Pick<ArchivedClickDocument, 'archivedAt'>>;
type PageOfUser = Parameters<ClickHistory['listOfUser']>[1];

const CURSOR: CursorForm<AnyRow> = { pattern: CLICK_CURSOR_PATTERN, toId: (text) => text, time: 'acceptedAt' };

/** No call takes longer than `commandMs`, and none reads more than it is told to: each has an index, or a bound. */
export function createMongoClickHistory(db: Db, { commandMs }: { readonly commandMs: number }): ClickHistory {
  const { clicks, archive, accounts, deadLetters } = openCollections(db);
  const read = { readConcern: 'majority', maxTimeMS: commandMs } as const;
  const inTime = createLedgerDeadline(commandMs);

  async function find(clickId: string): Promise<LedgerRecord | undefined> {
    const found: ClickDocument | ClickStub | null = await clicks.findOne({ _id: clickId }, read);
    if (!found) return undefined;
    if (!isStub(found)) return { kind: 'row', row: toRow(found) };
    const archived = await archive.findOne({ _id: clickId }, read);
    return archived ? { kind: 'row', row: toRow(archived) } : { kind: 'stub', stub: found };
  }

  /** The newest ones in the order of an index, of which those that have the trace id are kept. */
  async function findNewest(collection: Pick<Collection, 'aggregate'>, time: string, most: number, match: Document): Promise<Traced> {
    const newest = [{ $sort: { [time]: -1 } }, { $limit: most + 1 }];
    const facets = [...newest, { $group: { _id: null, looked: { $sum: 1 }, ids: { $push: { $cond: [match, '$_id', '$$REMOVE'] } } } }];
    const [found] = await collection.aggregate<{ looked: number; ids: string[] }>(facets, read).toArray();
    return { clickIds: found?.ids ?? [], isCut: (found?.looked ?? 0) > most };
  }

  async function findTraced(traceId: string): Promise<Traced> {
    const found = await Promise.all([
      findNewest(clicks, 'acceptedAt', TRACED_ROWS, { $eq: ['$traceId', traceId] }),
      findNewest(deadLetters, 'at', TRACED_LETTERS, { $eq: ['$payload.traceId', traceId] }),
    ]);
    const archived = await archive.findOne({}, { ...read, projection: { _id: 1 } });
    return { clickIds: [...new Set(found.flatMap(({ clickIds }) => clickIds))], isCut: archived !== null || found.some(({ isCut }) => isCut) };
  }

  /**
   * The index has no ids, so MongoDB would sort all that the user has. The time at which the page ends comes first, by the
   * index alone; what is sorted then is the page, and what was accepted in its last millisecond.
   */
  async function readRows(collection: Collection<AnyRow>, userId: string, { limit, cursor }: PageOfUser): Promise<readonly AnyRow[]> {
    const filters: Filter<AnyRow>[] = [{ userId }, ...(cursor === undefined ? [] : [filterBehind(cursor, 'newest', CURSOR)])];
    const end = await collection.find({ $and: filters }, read).sort({ acceptedAt: -1 }).skip(limit).limit(1).next();
    const bound: Filter<AnyRow>[] = end ? [{ acceptedAt: { $gte: end.acceptedAt } }] : [];
    // One more than the page, by which it is known whether there is a next one.
    const { documents } = await readPage(collection, [...filters, ...bound], { order: 'newest', limit: limit + 1 }, CURSOR, read);
    return documents;
  }

  async function listOfUser(userId: string, page: PageOfUser): Promise<RowPage> {
    const collections = [clicks, archive] as unknown as Collection<AnyRow>[];
    const found = await Promise.all(collections.map((collection) => readRows(collection, userId, page)));
    const { documents, ...next } = cutPage(mergeNewest(found.flat()), page.limit, CURSOR);
    return { rows: documents.map(toRow), ...next };
  }

  return {
    find: (clickId) => inTime(() => find(clickId)),
    findTraced: (traceId) => inTime(() => findTraced(traceId)),
    listOfUser: (userId, page) => inTime(() => listOfUser(userId, page)),
    findAccount: (userId) =>
      inTime(async () => {
        const account = await accounts.findOne({ _id: userId }, read);
        return account ? { balance: account.balance, suspended: account.suspended } : undefined;
      }),
  };
}

type Traced = { readonly clickIds: readonly string[]; readonly isCut: boolean };

/** A row that was moved to the archive between the two reads is there twice. */
function mergeNewest(rows: readonly AnyRow[]): AnyRow[] {
  const distinct = [...new Map(rows.map((row) => [row._id, row])).values()];
  return distinct.sort((a, b) => Number(b.acceptedAt) - Number(a.acceptedAt) || (a._id < b._id ? 1 : -1));
}

function toRow({ _id: clickId, ...row }: AnyRow): LedgerRow {
  return { clickId, ...row };
}
