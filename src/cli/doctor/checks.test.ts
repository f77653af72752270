import { describe, expect, it } from 'vitest';
import type { FoundIndexes, IndexDescription } from '../../ledger/indexes.js';
import type { MongoFacts } from '../../ledger/mongo-facts.js';
import type { RedisFacts, RedisServerFacts } from '../../redis/redis-facts.js';
import type { AppendOnlyFile } from '../../redis/redis-guarantees.js';
import type { RedisRights } from '../../redis/redis-rights.js';
import type { Facts, Finding, Level, PromiseName } from './check.js';
import { CHECKS } from './promises.js';
import { changeMongo, changeRedis, GOOD } from '../../../test/support/good-facts.js';

/** Status, sentence and what it breaks; the remedy by a part of it. */
type Expected = readonly [status: Finding['status'], found: string | RegExp, remedy?: string | undefined, breaks?: readonly PromiseName[]];

function find(name: string, facts: Facts): Finding {
  const check = CHECKS.find((each) => `${each.store} ${each.name}` === name);
  if (!check) throw new Error(`there is no check ${name}`);
  return check.judge(facts);
}

function expectFinding(name: string, facts: Facts, [status, found, remedy, breaks]: Expected): void {
  const finding = find(name, facts);
  expectConsistent(name, finding);
  expect(finding).toMatchObject({ status, found: typeof found === 'string' ? found : expect.stringMatching(found) });
  if (remedy !== undefined) expect(finding).toHaveProperty('remedy', expect.stringContaining(remedy));
  if (status === 'failed') expect(finding).toHaveProperty('breaks', breaks);
}

/** What holds of every finding: sentences, and nothing broken that the check does not bear on. */
function expectConsistent(name: string, finding: Finding): void {
  const check = CHECKS.find((each) => `${each.store} ${each.name}` === name);
  if (finding.status === 'failed') {
    expect(finding.breaks.length).toBeGreaterThan(0);
    expect(check?.bearsOn).toEqual(expect.arrayContaining([...finding.breaks]));
  }
  if (finding.status === 'skipped') expect(CHECKS.filter((each) => each.store === check?.store).map((each) => each.name)).toContain(finding.cause);
}

const MIB = 2 ** 20;
const server = (change: Partial<RedisServerFacts>): Facts => changeRedis({ server: { ...GOOD.redis.facts.server, ...change } });
const file = (change: Partial<AppendOnlyFile>, level: Level = 'safe'): Facts => ({
  ...server({ appendOnlyFile: { isOn: true, flush: 'always', pausesForRewrite: false, ...change } }),
  level,
});
const AWAY: Facts['mongodb'] = { kind: 'unreachable', why: 'It is away.' };
const memoryAt = (mark: number) => ({ epoch: 'e', mark, markedAt: 0 });
/** Redis with this memory, and a ledger that keeps epoch `e` at this mark. */
const remembering = (found: ReturnType<typeof memoryAt> | undefined, mark: number | undefined): Facts => {
  const record = mark === undefined ? undefined : { epoch: 'e', mark, markedAt: new Date(0), since: new Date(0) };
  return changeMongo({ epoch: record }, changeRedis({ memory: { found } }));
};
const NONE = { following: 0, lagSeconds: undefined };
const replicas = (change: Partial<RedisServerFacts>): Facts => ({ ...server(change), level: 'replicated' });
const rights = (change: Partial<RedisRights>): Facts => changeRedis({ rights: { ...GOOD.redis.facts.rights, ...change } });
const redis = (facts: Partial<RedisFacts>): Facts => changeRedis(facts);
const mongo = (facts: Partial<MongoFacts>): Facts => changeMongo(facts);
const member = (change: Partial<MongoFacts['member']>): Facts => mongo({ member: { ...GOOD.mongodb.facts.member, ...change } });
const clicksIndexes = (...indexes: IndexDescription[]): Facts => {
  const found: FoundIndexes = new Map([['clicks', indexes]]);
  return mongo({ indexes: found });
};

const ALL_ACCEPTED: PromiseName[] = ['accepting', 'process-kill', 'power-loss', 'exactly-once'];
const BOTH: PromiseName[] = ['accepting', 'crediting'];
const LEDGER: PromiseName[] = ['exactly-once', 'crediting'];
const KEPT: PromiseName[] = ['process-kill', 'power-loss', ...LEDGER];

describe('what is found when all is well', () => {
  it.each(CHECKS)('is good: $store $name', ({ judge }) => expect(judge(GOOD).status).toBe('ok'));
});

describe('the checks of Redis', () => {
  it.each<[string, Facts, ...Expected]>([
    ['answers', { ...GOOD, redis: { kind: 'unreachable', why: 'It is away.' } }, 'failed', 'It is away.', undefined, BOTH],
    ['version', { ...GOOD, redis: { kind: 'unreachable', why: 'It is away.' } }, 'skipped', 'Redis was not reached.'],
    ['version', server({ version: '6.2.14' }), 'failed', 'Redis 6.2.14 cannot run the scripts.', 'Redis 7', ['accepting']],
    ['version', redis({ server: undefined }), 'skipped', 'This user may not use INFO.'],
    ['version', redis({ server: undefined, pingsMs: [Infinity] }), 'skipped', 'Redis was too slow.'],
    ['writes', server({ role: 'slave' }), 'failed', 'It is a replica, which takes no writes.', 'master', BOTH],
    ['writes', server({ lastFileWriteFailed: true }), 'failed', 'Its last write to the append-only file failed.', 'disk', BOTH],
    ['writes', rights({ writeRefusal: 'MISCONF no.' }), 'failed', 'It refuses writes: MISCONF no.', 'log', BOTH],
    ['writes', redis({ rights: undefined }), 'ok', 'It is a master, and takes writes.'],
    ['append-only-file', file({}), 'ok', 'The append-only file is flushed at every write (appendfsync always). That is enough for level safe.'],
    ['append-only-file', file({ isOn: false }), 'failed', /^There is no append-only file/, 'CONFIG SET appendfsync always', ['process-kill', 'power-loss']],
    ['append-only-file', file({ isOn: false }, 'fast'), 'failed', /^There is no append-only file/, 'CONFIG SET appendfsync everysec', ['process-kill', 'power-loss']],
    ['append-only-file', file({ flush: 'everysec' }), 'failed', /every second \(appendfsync everysec\)\.$/, 'MINING_DURABILITY fast', ['power-loss']],
    ['append-only-file', file({ flush: 'everysec' }, 'fast'), 'ok', /every second .* enough for level fast\.$/],
    ['append-only-file', file({ flush: 'no' }, 'fast'), 'failed', /never flushed/, 'CONFIG SET appendfsync everysec, and', ['power-loss']],
    ['append-only-file', file({ pausesForRewrite: true }), 'failed', /nothing is flushed during a rewrite/, 'CONFIG SET no-appendfsync-on-rewrite no', ['power-loss']],
    ['append-only-file', file({ flush: undefined }), 'failed', /may not read how it is flushed/, '+config|get', ['power-loss']],
    ['append-only-file', file({ flush: undefined }, 'fast'), 'ok', /counts as everysec/],
    ['append-only-file', file({}, 'replicated'), 'ok', /enough for level replicated\.$/],
    ['append-only-file', file({ flush: 'everysec' }, 'replicated'), 'failed', /every second/, 'CONFIG SET appendfsync always, and', ['power-loss']],
    ['replicas', server({ replicas: NONE }), 'ok', 'No replica is connected. Level safe needs none.'],
    ['replicas', replicas({}), 'ok', '1 replica follows, the nearest 0 s behind. Without 1 it refuses writes.'],
    ['replicas', replicas({ replicas: { following: 2, lagSeconds: 1 } }), 'ok', /^2 replicas follow, the nearest 1 s behind\./],
    ['replicas', replicas({ replicas: { following: 2, lagSeconds: 2 } }), 'warning', /2 s behind\. Clicks wait/, "replica's log"],
    ['replicas', replicas({ replicas: NONE }), 'failed', /^No replica is connected\. Every click gets 503/, 'MINING_DURABILITY safe', ['accepting', 'node-loss']],
    ['replicas', replicas({ replicas: { following: 0, lagSeconds: 40 } }), 'failed', /not heard of for 40 s\./, 'bring it back', ['accepting', 'node-loss']],
    ['replicas', replicas({ leastReplicas: 0 }), 'warning', /min-replicas-to-write 0/, 'CONFIG SET min-replicas-to-write 1'],
    ['replicas', replicas({ leastReplicas: undefined }), 'warning', /cannot be read by this user/, '+config|get'],
    ['rights', rights({ missingCommands: ['wait'] }), 'ok', /^User app may use all/],
    ['rights', { ...rights({ missingCommands: ['wait'] }), level: 'replicated' }, 'failed', 'User app may not use WAIT.', '+wait', BOTH],
    ['eviction', server({ evictionPolicy: 'allkeys-lru' }), 'failed', /^maxmemory-policy is allkeys-lru/, 'noeviction', ALL_ACCEPTED],
    ['memory', server({ limitBytes: 0 }), 'warning', /^100 MiB are used; there is no limit/, 'its machine has 8 GiB'],
    ['memory', server({ limitBytes: 100 * MIB }), 'failed', '100 MiB of 100 MiB are used (100 %): from 75 % on new clicks are refused.', 'Raise', ['accepting']],
    ['memory', server({ limitBytes: (100 / 0.75) * MIB }), 'failed', /\(75 %\)/, 'Raise', ['accepting']],
    ['memory', server({ limitBytes: (100 / 0.74) * MIB }), 'warning', /\(74 %\); from 75 % on/, 'Raise'],
    ['memory', server({ limitBytes: (100 / 0.65) * MIB }), 'warning', /\(65 %\); from 75 % on/, 'Raise'],
    ['memory', server({ limitBytes: (100 / 0.64) * MIB }), 'ok', '100 MiB of 156 MiB are used (64 %).'],
    ['memory', server({ machineBytes: 200 * MIB }), 'warning', /more than its machine has \(200 MiB\)\.$/, 'spare'],
    ['rights', rights({ missingCommands: ['info', 'config|get'] }), 'failed', 'User app may not use INFO, CONFIG GET.', 'ACL SETUSER app +info +config|get', BOTH],
    ['rights', rights({ missingCommands: ['config|get'] }), 'warning', 'User app may not use CONFIG GET.', '+config|get'],
    ['rights', rights({ missingCommands: ['config|get', 'xadd'] }), 'failed', 'User app may not use CONFIG GET, XADD.', '+xadd', BOTH],
    ['rights', rights({ missingCommands: ['config|get'], closedKeys: ['{a}:open'] }), 'failed', /, and may not read and write/, '~{a}* +config|get', BOTH],
    ['rights', rights({ closedKeys: ['{a}:open', '{a}:sizes'] }), 'failed', 'User app may not read and write {a}:open, {a}:sizes.', 'ACL SETUSER app ~{a}*', BOTH],
    ['rights', redis({ rights: undefined }), 'unknown', /MULTI and DISCARD/, '+multi +discard'],
    ['rights', redis({ rights: undefined, pingsMs: [1, Infinity] }), 'skipped', 'Redis was too slow.'],
    ['epoch', remembering(undefined, undefined), 'ok', /^Redis has no epoch, and the ledger keeps none yet/],
    ['epoch', remembering(memoryAt(4), undefined), 'ok', /^Redis has epoch e and mark 4, and the ledger keeps none yet/],
    ['epoch', remembering(memoryAt(4), 5), 'ok', 'Redis has epoch e and mark 4, as the ledger keeps it (mark 5).'],
    ['epoch', remembering(memoryAt(3), 5), 'failed', /mark 3 instead of 4 or more: an older copy .* Clicks get 503\.$/, 'mining-clicks reopen', ['accepting']],
    ['epoch', remembering(undefined, 0), 'failed', /^Redis has no epoch any more/, 'mining-clicks reopen', ['accepting']],
    ['epoch', remembering({ ...memoryAt(5), epoch: 'other' }, 5), 'failed', /^Redis has another epoch/, 'right data', ['accepting']],
    ['epoch', { ...remembering(memoryAt(5), 5), mongodb: AWAY }, 'ok', 'Redis has epoch e and mark 5; the ledger was not asked.'],
    ['epoch', { ...remembering(undefined, 5), mongodb: AWAY }, 'failed', /the ledger was not asked whether there was one/, 'MongoDB', ['accepting']],
    ['epoch', redis({ memory: undefined }), 'skipped', 'This user may not read it.'],
    ['epoch', redis({ pingsMs: [Infinity] }), 'skipped', 'Redis was too slow.'],
    ['latency', redis({ pingsMs: [3, 1, 2] }), 'ok', '3 pings: median 2 ms, worst 3 ms, of the 500 ms that the API waits.'],
    ['latency', redis({ pingsMs: [1, 1, 101] }), 'warning', /worst 101 ms/, 'MiningRedisSlow'],
    ['latency', redis({ pingsMs: [1, Infinity] }), 'failed', /no answer in time/, 'MiningRedisSlow', ['accepting']],
  ])('%s', (name, facts, ...expected) => expectFinding(`redis ${name}`, facts, expected));
});

describe('the checks of MongoDB', () => {
  const all = GOOD.mongodb.facts.indexes.get('clicks') ?? [];

  it.each<[string, Facts, ...Expected]>([
    ['answers', { ...GOOD, mongodb: { kind: 'unreachable', why: 'It is away.' } }, 'failed', 'It is away.', undefined, ['crediting']],
    ['version', { ...GOOD, mongodb: { kind: 'unreachable', why: 'It is away.' } }, 'skipped', 'MongoDB was not reached.'],
    ['version', mongo({ version: '8.0.4' }), 'ok', 'MongoDB 8.0.4.'],
    ['version', mongo({ version: '6.0.5' }), 'warning', /laptop/, 'MongoDB 7 or 8'],
    ['version', mongo({ version: '9.0.0' }), 'warning', /newer than what was tested/, 'MongoDB 7 or 8'],
    ['version', mongo({ version: '5.0.31' }), 'failed', 'MongoDB 5.0.31 is too old.', 'MongoDB 7 or 8', LEDGER],
    ['replica-set', member({ setName: undefined }), 'failed', /in no replica set/, 'rs.initiate()', LEDGER],
    ['replica-set', member({ isPrimary: false }), 'failed', 'It is not the primary of replica set rs0.', '?replicaSet=', ['crediting']],
    ['replica-set', member({ members: 1 }), 'warning', /^It is the only member of replica set rs0/, 'two members'],
    ['replica-set', member({ setName: undefined, isRouter: true }), 'ok', 'It is a router of a sharded cluster.'],
    ['transactions', mongo({ transaction: { works: false, why: 'not authorized' } }), 'failed', /refused: not authorized$/, 'readWrite', LEDGER],
    ['transactions', mongo({ transaction: { works: false, why: 'x' }, member: { ...GOOD.mongodb.facts.member, setName: undefined } }), 'failed', /in no replica set/, undefined, LEDGER],
    ['write-concern', mongo({ majorityWrite: { works: false, why: 'waiting' } }), 'failed', /not confirmed within 2 s: waiting$/, 'arbiter', KEPT],
    ['write-concern', mongo({ majority: { up: 1, needed: 2 } }), 'failed', '1 of the 2 members that must confirm a write is up.', 'arbiter', KEPT],
    ['write-concern', mongo({ majority: { up: 2, needed: 3 } }), 'failed', '2 of the 3 members that must confirm a write are up.', 'arbiter', KEPT],
    ['write-concern', mongo({ majority: undefined }), 'ok', /w: majority, j: true/],
    ['write-concern', member({ setName: undefined }), 'failed', /no majority/, undefined, KEPT],
    ['indexes', mongo({ indexes: undefined }), 'unknown', /may not list/, 'readWrite'],
    ['indexes', mongo({ indexes: new Map() }), 'warning', /no rows and no indexes yet/, 'Start a worker'],
    ['indexes', clicksIndexes(...all.slice(1)), 'failed', /^clicks has no index \{/, 'db.clicks.createIndex({"userId":1,"acceptedAt":-1})', ['crediting']],
    ['indexes', clicksIndexes(...all.map((index) => ({ ...index, sparse: true }))), 'failed', /does not serve all rows/, 'dropIndex', ['crediting']],
    ['indexes', clicksIndexes(...all, { name: 'old', key: { at: 1 }, expireAfterSeconds: 9 }), 'failed', 'Index old of clicks removes rows after a time.', 'dropIndex("old")', LEDGER],
    ['time-limit', mongo({ transactionLifetimeSeconds: 10 }), 'ok', 'Open transactions are ended after 10 s.'],
    ['time-limit', mongo({ transactionLifetimeSeconds: 11 }), 'warning', /^Open transactions are ended after 11 s/, 'transactionLifetimeLimitSeconds: 5'],
    ['time-limit', mongo({ transactionLifetimeSeconds: undefined }), 'warning', /60 unless/, 'transactionLifetimeLimitSeconds: 5'],
  ])('%s', (name, facts, ...expected) => expectFinding(`mongodb ${name}`, facts, expected));
});

describe('the check of the clocks', () => {
  const clock = (aheadMs: number, waitMs = 2) => ({ askedAt: 5000, answeredAt: 5000 + waitMs, says: 5000 + waitMs / 2 + aheadMs });

  it.each<[string, Facts, ...Expected]>([
    ['agree', redis({ clock: clock(1) }), 'ok', /^Redis agrees with this machine to 2 ms, MongoDB/],
    ['a little apart', redis({ clock: clock(-900) }), 'ok', /^Redis is 900 ms behind this machine, /],
    ['apart', redis({ clock: clock(-7500) }), 'warning', /^Redis is 7.5 s behind this machine, /, 'NTP'],
    ['MongoDB is ahead', mongo({ clock: clock(2000) }), 'warning', /MongoDB is 2.0 s ahead of this machine\.$/, 'NTP'],
    ['the stores apart, each near to us', changeMongo({ clock: clock(600) }, redis({ clock: clock(-600) })), 'warning', /600 ms behind .* 600 ms ahead/, 'NTP'],
    ['an answer so slow that it proves nothing', redis({ clock: clock(1500, 2000) }), 'ok', /1.5 s ahead/],
    ['one is silent', redis({ clock: undefined }), 'ok', /^MongoDB agrees/],
    ['both are silent', { ...GOOD, redis: { kind: 'unreachable', why: '' }, mongodb: { kind: 'unreachable', why: '' } }, 'unknown', /Neither/, 'See'],
  ])('%s', (_, facts, ...expected) => expectFinding('clocks difference', facts, expected));
});
