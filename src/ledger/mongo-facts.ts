import { randomUUID } from 'node:crypto';
import { MongoServerError, type Db, type Document, type MongoClient } from 'mongodb';
import { NEW_ACCOUNT } from '../click/reward-policy.js';
import { openCollections } from './documents.js';
import type { EpochRecord } from './epoch.js';
import { readIndexes, type FoundIndexes } from './indexes.js';
import { TRANSACTION } from './transactions.js';

/** What a MongoDB server tells of itself, for those who diagnose it. */
export type MongoFacts = {
  readonly version: string;
  readonly member: MongoMember;
  readonly transaction: Trial;
  readonly majorityWrite: Trial;
  /** Data-bearing members that are up, and how many a majority needs; undefined when this user may not ask. */
  readonly majority: { readonly up: number; readonly needed: number } | undefined;
  /** Undefined when this user may not list them. */
  readonly indexes: FoundIndexes | undefined;
  /** What the ledger keeps of Redis' epoch. */
  readonly epoch: EpochRecord | undefined;
  /** Seconds after which MongoDB ends an open transaction; undefined when this user may not ask. */
  readonly transactionLifetimeSeconds: number | undefined;
  /** What MongoDB's clock said between two instants of ours, all in milliseconds since 1970. */
  readonly clock: { readonly askedAt: number; readonly answeredAt: number; readonly says: number };
};

export type MongoMember = {
  /** None of a server on its own. */
  readonly setName: string | undefined;
  readonly isPrimary: boolean;
  /** Data-bearing members of the set, this one too; 0 of a server on its own. */
  readonly members: number;
  /** Whether it is a router (mongos) of a sharded cluster. */
  readonly isRouter: boolean;
};

/** Whether something was done, or why not, in the server's words. */
export type Trial = { readonly works: true } | { readonly works: false; readonly why: string };

/** Milliseconds that each command may take. */
const COMMAND_MS = 2000;
const TIMED = { maxTimeMS: COMMAND_MS };
/** A member's states in which it holds data that others may count on: PRIMARY, SECONDARY. */
const HOLDING = [1, 2];

/**
 * Reads everything; what it tries, it takes back.
 *
 * @throws MongoError when MongoDB cannot be reached, or stops answering on the way.
 */
export async function readMongoFacts(client: MongoClient, db: Db): Promise<MongoFacts> {
  const admin = client.db('admin');
  const member = toMember(await admin.command({ hello: 1, ...TIMED }));
  const clock = await readClock(admin);
  const { version } = await admin.command({ buildInfo: 1, ...TIMED });
  const lifetime = await unlessRefused(() => admin.command({ getParameter: 1, transactionLifetimeLimitSeconds: 1, ...TIMED }));
  return {
    version: String(version),
    member,
    clock,
    transaction: await tryTransaction(client, db),
    majorityWrite: await tryMajorityWrite(db),
    majority: await unlessRefused(() => readMajority(admin)),
    epoch: await unlessRefused(async () => (await openCollections(db).epochs.findOne({}, TIMED)) ?? undefined),
    indexes: await unlessRefused(() => readIndexes(db, TIMED)),
    transactionLifetimeSeconds: lifetime && Number(lifetime['transactionLifetimeLimitSeconds']),
  };
}

/** What `hello` says, which every server answers to everybody. */
export function toMember({ setName, isWritablePrimary, hosts, msg }: Document): MongoMember {
  const members = (hosts as readonly string[] | undefined)?.length ?? 0;
  return { setName: setName as string | undefined, isPrimary: isWritablePrimary === true, members, isRouter: msg === 'isdbgrid' };
}

/** On a connection that is there already: making one would count as part of the answer. */
async function readClock(admin: Db): Promise<MongoFacts['clock']> {
  const askedAt = Date.now();
  const { localTime } = await admin.command({ hello: 1, ...TIMED });
  return { askedAt, answeredAt: Date.now(), says: Number(localTime) };
}

/** Writes an account and takes it back: whoever may do that may post. */
async function tryTransaction(client: MongoClient, db: Db): Promise<Trial> {
  const session = client.startSession();
  session.startTransaction(TRANSACTION);
  try {
    const { accounts } = openCollections(db);
    return await trial(() => accounts.insertOne({ _id: unusedId(), credited: 0, ...NEW_ACCOUNT }, { session, ...TIMED }));
  } finally {
    await session.abortTransaction();
    await session.endSession();
  }
}

/**
 * A write that matches nothing changes nothing, and yet is answered only when all before it is in the journals of a
 * majority.
 */
function tryMajorityWrite(db: Db): Promise<Trial> {
  const updates = [{ q: { _id: unusedId() }, u: { $set: { amount: 0 } } }];
  const writeConcern = { w: 'majority', j: true, wtimeout: COMMAND_MS };
  return trial(() => db.command({ update: openCollections(db).clicks.collectionName, updates, writeConcern, ...TIMED }));
}

async function readMajority(admin: Db): Promise<MongoFacts['majority']> {
  const status = await admin.command({ replSetGetStatus: 1, ...TIMED });
  const members = status['members'] as readonly { readonly health: number; readonly state: number }[];
  const up = members.filter(({ health, state }) => health === 1 && HOLDING.includes(state)).length;
  return { up, needed: Number(status['writeMajorityCount']) };
}

/** No user and no click has a name with a space. */
function unusedId(): string {
  return `doctor ${randomUUID()}`;
}

async function trial(run: () => Promise<unknown>): Promise<Trial> {
  try {
    await run();
    return { works: true };
  } catch (error) {
    if (error instanceof MongoServerError) return { works: false, why: error.message };
    throw error;
  }
}

/** Undefined when MongoDB refuses it to this user, or does not have it. */
async function unlessRefused<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof MongoServerError) return undefined;
    throw error;
  }
}
