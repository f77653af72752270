import type { Facts } from '../../src/cli/doctor/check.js';
import type { MongoFacts } from '../../src/ledger/mongo-facts.js';
import type { RedisFacts } from '../../src/redis/redis-facts.js';

const MIB = 2 ** 20;
const now = { askedAt: 5000, answeredAt: 5002, says: 5001 };

/** What two stores tell with which nothing is wrong, at level safe. */
export const GOOD = {
  level: 'safe',
  memoryMarks: { closeAt: 0.75, openBelow: 0.65 },
  redis: {
    kind: 'reached',
    facts: {
      pingsMs: [1, 1, 2],
      clock: now,
      memory: { found: { epoch: 'e', mark: 4, markedAt: 0 } },
      server: {
        version: '7.0.15',
        role: 'master',
        evictionPolicy: 'noeviction',
        appendOnlyFile: { isOn: true, flush: 'always', pausesForRewrite: false },
        lastFileWriteFailed: false,
        replicas: { following: 1, lagSeconds: 0 },
        leastReplicas: 1,
        usedBytes: 100 * MIB,
        limitBytes: 1024 * MIB,
        machineBytes: 8192 * MIB,
      },
      rights: { user: 'app', missingCommands: [], closedKeys: [], writeRefusal: undefined },
    },
  },
  mongodb: {
    kind: 'reached',
    facts: {
      version: '7.0.14',
      member: { setName: 'rs0', isPrimary: true, members: 3, isRouter: false },
      transaction: { works: true },
      majorityWrite: { works: true },
      majority: { up: 3, needed: 2 },
      indexes: new Map([
        [
          'clicks',
          [
            { name: 'userId_1_acceptedAt_-1', key: { userId: 1, acceptedAt: -1 } },
            { name: 'acceptedAt_1', key: { acceptedAt: 1 } },
          ],
        ],
      ]),
      epoch: undefined,
      transactionLifetimeSeconds: 5,
      clock: now,
    },
  },
} as const satisfies Facts;

/** Good facts, but for these of Redis. */
export function changeRedis(change: Partial<RedisFacts>): Facts {
  return { ...GOOD, redis: { kind: 'reached', facts: { ...GOOD.redis.facts, ...change } } };
}

/** The same facts, but for these of MongoDB. */
export function changeMongo(change: Partial<MongoFacts>, facts: Facts = GOOD): Facts {
  return { ...facts, mongodb: { kind: 'reached', facts: { ...GOOD.mongodb.facts, ...change } } };
}
