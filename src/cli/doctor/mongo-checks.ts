import { findIndexFaults, type FoundIndexes, type IndexFault } from '../../ledger/indexes.js';
import type { MongoFacts, MongoMember } from '../../ledger/mongo-facts.js';
import { failed, ok, skipped, unknown, warning, type Check, type Facts, type Finding } from './check.js';

/** Major versions that are supported. */
const SUPPORTED = [7, 8];
/** Major version that the development set-up may bring. */
const DEVELOPMENT = 6;
/** Seconds; the clicks of a killed worker may wait this long for its open transaction. */
const LONGEST_TRANSACTION = 10;

const LEDGER = ['exactly-once', 'crediting'] as const;

export const MONGODB_CHECKS: readonly Check[] = [
  {
    store: 'mongodb',
    name: 'answers',
    needed: 'The primary must be reached by the address in MONGODB_URL.',
    bearsOn: ['crediting'],
    judge: ({ mongodb }) =>
      mongodb.kind === 'reached' ? ok('It answers.') : failed(['crediting'], mongodb.why),
  },
  {
    store: 'mongodb',
    name: 'version',
    needed: 'MongoDB must be version 7 or 8; version 6 is for development only.',
    bearsOn: LEDGER,
    judge: ofMongodb(({ version }) => judgeVersion(version)),
  },
  {
    store: 'mongodb',
    name: 'replica-set',
    needed: 'It must be the primary of a replica set, of three members where clicks count, or a router.',
    bearsOn: LEDGER,
    judge: ofMongodb(({ member }) => judgeMember(member)),
  },
  {
    store: 'mongodb',
    name: 'transactions',
    needed: 'This user must be allowed to write to the ledger in a transaction.',
    bearsOn: LEDGER,
    judge: ofMongodb(judgeTransaction),
  },
  {
    store: 'mongodb',
    name: 'write-concern',
    needed: 'Writes must be confirmed by the journals of a majority of the members.',
    bearsOn: ['process-kill', 'power-loss', ...LEDGER],
    judge: ofMongodb(judgeMajority),
  },
  {
    store: 'mongodb',
    name: 'indexes',
    needed: 'The indexes of the ledger must be there, for all rows, and none may remove rows.',
    bearsOn: LEDGER,
    judge: ofMongodb(({ indexes }) => judgeIndexes(indexes)),
  },
  {
    store: 'mongodb',
    name: 'time-limit',
    needed: `transactionLifetimeLimitSeconds should be ${LONGEST_TRANSACTION} or less.`,
    bearsOn: [],
    judge: ofMongodb(({ transactionLifetimeSeconds }) => judgeLifetime(transactionLifetimeSeconds)),
  },
];

/** Judges MongoDB's facts; left out when it was not reached. */
function ofMongodb(judge: (facts: MongoFacts) => Finding) {
  return ({ mongodb }: Facts): Finding =>
    mongodb.kind === 'reached' ? judge(mongodb.facts) : skipped('answers', 'MongoDB was not reached.');
}

function judgeVersion(version: string): Finding {
  const major = Number.parseInt(version, 10);
  if (SUPPORTED.includes(major)) return ok(`MongoDB ${version}.`);
  if (major === DEVELOPMENT) return warning(`MongoDB ${version} is good enough for a laptop and for tests.`, 'Use MongoDB 7 or 8 where clicks count.');
  if (major > DEVELOPMENT) return warning(`MongoDB ${version} is newer than what was tested.`, 'Use MongoDB 7 or 8, or test it yourself.');
  return failed(LEDGER, `MongoDB ${version} is too old.`, 'Use MongoDB 7 or 8.');
}

function judgeMember({ setName, isPrimary, members, isRouter }: MongoMember): Finding {
  if (isRouter) return ok('It is a router of a sharded cluster.');
  if (setName === undefined) {
    return failed(LEDGER, 'It is a server on its own, in no replica set.', 'Start mongod with --replSet rs0, and run rs.initiate() once; one member will do.');
  }
  if (!isPrimary) return failed(['crediting'], `It is not the primary of replica set ${setName}.`, 'Name the whole set in MONGODB_URL: add ?replicaSet= and its name.');
  if (members > 1) return ok(`It is the primary of replica set ${setName}, of ${members} members.`);
  return warning(`It is the only member of replica set ${setName}: the ledger is lost with its disk.`, 'Add two members where clicks count.');
}

function judgeTransaction({ transaction, member }: MongoFacts): Finding {
  if (transaction.works) return ok('A write in a transaction was tried, and taken back.');
  const isAlone = member.setName === undefined && !member.isRouter;
  if (isAlone) return failed(LEDGER, 'It runs none: it is in no replica set.', 'See what is said of its replica set.');
  return failed(LEDGER, `A write in a transaction was refused: ${transaction.why}`, 'Give the user of MONGODB_URL the role readWrite on the database of the ledger.');
}

function judgeMajority({ majorityWrite, majority, member }: MongoFacts): Finding {
  const breaks = ['process-kill', 'power-loss', ...LEDGER] as const;
  const remedy = 'Bring back members that hold data; an arbiter confirms nothing.';
  if (member.setName === undefined && !member.isRouter) return failed(breaks, 'There is no majority: it is in no replica set.', 'See what is said of its replica set.');
  if (majority && majority.up < majority.needed) {
    return failed(breaks, `${majority.up} of the ${majority.needed} members that must confirm a write ${majority.up === 1 ? 'is' : 'are'} up.`, remedy);
  }
  if (majorityWrite.works) return ok('A write that changes nothing was confirmed by the journals of a majority (w: majority, j: true).');
  return failed(breaks, `A write that changes nothing was not confirmed within 2 s: ${majorityWrite.why}`, remedy);
}

function judgeIndexes(indexes: FoundIndexes | undefined): Finding {
  if (indexes === undefined) return unknown('Not known: this user may not list the indexes.', 'Give the user of MONGODB_URL the role readWrite on the database of the ledger.');
  if (!indexes.has('clicks')) return warning('The ledger has no rows and no indexes yet.', 'Start a worker: it creates them.');
  const faults = findIndexFaults(indexes);
  if (faults.length === 0) return ok('All are there, for all rows.');
  const removesRows = faults.some(({ kind }) => kind === 'expiring');
  return failed(removesRows ? LEDGER : ['crediting'], faults.map(describeFault).join(' '), faults.map(repairFault).join(' '));
}

function describeFault({ kind, collection, index }: IndexFault): string {
  if (kind === 'missing') return `${collection} has no index ${index}.`;
  return kind === 'limited' ? `Index ${index} of ${collection} does not serve all rows.` : `Index ${index} of ${collection} removes rows after a time.`;
}

function repairFault({ kind, collection, index }: IndexFault): string {
  if (kind === 'missing') return `Start a worker, or run db.${collection}.createIndex(${index}).`;
  return `Run db.${collection}.dropIndex("${index}"), then start a worker.`;
}

function judgeLifetime(seconds: number | undefined): Finding {
  const why = 'the clicks that a killed worker had in hand may wait that long.';
  const remedy = 'db.adminCommand({ setParameter: 1, transactionLifetimeLimitSeconds: 5 }), and setParameter in its configuration.';
  if (seconds === undefined) return warning('Not known: it cannot be read by this user, or here. It is 60 unless it was set.', remedy);
  return seconds > LONGEST_TRANSACTION ? warning(`Open transactions are ended after ${seconds} s: ${why}`, remedy) : ok(`Open transactions are ended after ${seconds} s.`);
}
