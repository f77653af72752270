import type { ClientSession, Db, MongoClient, UpdateFilter } from 'mongodb';
import { examineAccount, type AccountFinding, type AccountRepairer, type CreditedRow, type FoundAccount } from './account-repair.js';
import { openCollections, type AccountDocument } from './documents.js';
import { runTransactionAside } from './transactions.js';

/** Written when an account is taken hold of and removed at the end, so nobody sees it: an update that changes nothing would hold nothing. */
const HOLD = { $set: { isBeingRepaired: true } } as UpdateFilter<AccountDocument>;
const LET_GO = { isBeingRepaired: true };

/** `commandMs`: milliseconds that one command may take; a transaction may take twice as long. */
export function createMongoAccountRepairer(client: MongoClient, db: Db, { commandMs }: { readonly commandMs: number }): AccountRepairer {
  const { clicks, archive, accounts } = openCollections(db);
  const inTransaction = async (work: (session: ClientSession) => Promise<AccountFinding>) => (await runTransactionAside(client, 2 * commandMs, work)).result;
  const within = (session: ClientSession) => ({ session, maxTimeMS: commandMs });

  async function examine(userId: string, account: FoundAccount | null, session: ClientSession): Promise<AccountFinding> {
    const credited = { userId, status: 'credited' } as const;
    const projection = { amount: 1, balance: 1, acceptedAt: 1, processedAt: 1 };
    const options = { ...within(session), projection, batchSize: 5000 };
    const rows: CreditedRow[] = await clicks.find(credited, options).toArray();
    return examineAccount(account ?? undefined, rows.concat(await archive.find(credited, options).toArray()), Date.now());
  }

  async function repair(userId: string, session: ClientSession): Promise<AccountFinding> {
    const timed = within(session);
    const account = await accounts.findOneAndUpdate({ _id: userId }, HOLD, { ...timed, upsert: true, returnDocument: 'before' });
    const finding = await examine(userId, account, session);
    const isOpened = account === null && finding.kind !== 'wrong';
    if (isOpened) await accounts.deleteOne({ _id: userId }, timed);
    else await accounts.updateOne({ _id: userId }, toUpdate(finding), timed);
    return finding;
  }

  return {
    find: (userId) => inTransaction(async (session) => examine(userId, await accounts.findOne({ _id: userId }, within(session)), session)),
    repair: (userId) => inTransaction((session) => repair(userId, session)),
  };
}

function toUpdate(finding: AccountFinding): UpdateFilter<AccountDocument> {
  const fields = finding.kind === 'wrong' ? Object.fromEntries(finding.changes.map(({ field, to }) => [field, to])) : {};
  return { ...(finding.kind === 'wrong' && { $set: fields }), $unset: LET_GO } as UpdateFilter<AccountDocument>;
}
