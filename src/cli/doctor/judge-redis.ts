import type { MemoryMarks } from '../../admission/memory-guard.js';
import type { RedisServerFacts } from '../../redis/redis-facts.js';
import { durabilityOf, isBelow, type AppendOnlyFile } from '../../redis/redis-guarantees.js';
import { OPTIONAL_COMMANDS, USED_COMMANDS, type RedisRights } from '../../redis/redis-rights.js';
import { REDIS_DEADLINE_MS } from '../timing.js';
import { failed, ok, unknown, warning, type Finding, type Level } from './check.js';
import { formatBytes, formatMs, formatShare, listSome } from './format.js';

/** Milliseconds from which on a ping is slow. */
export const SLOW_MS = 100;

export function judgeWrites({ role, lastFileWriteFailed }: RedisServerFacts, rights: RedisRights | undefined): Finding {
  const breaks = ['accepting', 'crediting'] as const;
  if (role !== 'master') return failed(breaks, 'It is a replica, which takes no writes.', 'Name the master in REDIS_URL.');
  if (lastFileWriteFailed) {
    return failed(breaks, 'Its last write to the append-only file failed.', 'Make room on its disk, or repair it; its log says what failed.');
  }
  if (rights?.writeRefusal === undefined) return ok('It is a master, and takes writes.');
  return failed(breaks, `It refuses writes: ${rights.writeRefusal}`, 'Do what it says there, and see its log.');
}

export function judgeFile(file: AppendOnlyFile, level: Level): Finding {
  const found = describeFile(file);
  // What replicas give is judged by itself: here only the file counts.
  const needed = level === 'fast' ? 'fast' : 'safe';
  const real = durabilityOf(file, { following: 0 });
  if (!isBelow(real, needed)) return ok(`${found} That is enough for level ${level}.`);
  const flush = needed === 'safe' ? 'always' : 'everysec';
  if (!file.isOn) {
    const remedy = `CONFIG SET appendonly yes, CONFIG SET appendfsync ${flush}, and the same in its configuration. Do not restart Redis before.`;
    return failed(['process-kill', 'power-loss'], found, remedy);
  }
  if (file.flush === undefined) return failed(['power-loss'], found, 'Allow this user +config|get; or set MINING_DURABILITY to fast.');
  const settings = [`appendfsync ${flush}`, ...(file.pausesForRewrite ? ['no-appendfsync-on-rewrite no'] : [])];
  const remedy = `${settings.map((setting) => `CONFIG SET ${setting}`).join(', ')}, and the same in its configuration.`;
  const orLess = level === 'safe' && real === 'fast' ? ' If less safety was decided on: MINING_DURABILITY fast.' : '';
  return failed(['power-loss'], found, remedy + orLess);
}

function describeFile({ isOn, flush, pausesForRewrite }: AppendOnlyFile): string {
  if (!isOn) return 'There is no append-only file (appendonly no): clicks are gone when Redis ends.';
  if (flush === undefined) return 'There is an append-only file; this user may not read how it is flushed, so it counts as everysec.';
  if (pausesForRewrite) return `appendfsync is ${flush}, but nothing is flushed during a rewrite (no-appendfsync-on-rewrite yes).`;
  if (flush === 'no') return 'The append-only file is never flushed by Redis (appendfsync no).';
  return `The append-only file is flushed ${flush === 'always' ? 'at every write' : 'every second'} (appendfsync ${flush}).`;
}

/** Seconds of lag from which on a replica is late: at level replicated each 202 waits for it. */
const LATE_SECONDS = 2;

export function judgeReplicas({ replicas, leastReplicas }: RedisServerFacts, level: Level): Finding {
  const { following, lagSeconds } = replicas;
  const found = describeReplicas(replicas);
  if (level !== 'replicated') return ok(`${found} Level ${level} needs none.`);
  if (following === 0) {
    const remedy = 'Start a replica (replicaof), or bring it back. If less safety was decided on: MINING_DURABILITY safe.';
    return failed(['accepting', 'node-loss'], `${found} Every click gets 503, outcome unknown.`, remedy);
  }
  if ((lagSeconds ?? 0) >= LATE_SECONDS) {
    return warning(`${found} Clicks wait for it, and get 503 where it takes too long.`, "See the replica's log, its disk and the network between the two.");
  }
  if (leastReplicas === undefined) return warning(`${found} Whether it takes writes without one cannot be read by this user.`, 'Allow it +config|get.');
  if (leastReplicas === 0) {
    const why = 'A master that lost its replicas goes on taking writes (min-replicas-to-write 0), which nobody has when another one was promoted.';
    return warning(`${found} ${why}`, 'CONFIG SET min-replicas-to-write 1, CONFIG SET min-replicas-max-lag 10, and the same in its configuration.');
  }
  return ok(`${found} Without ${leastReplicas} it refuses writes.`);
}

function describeReplicas({ following, lagSeconds }: RedisServerFacts['replicas']): string {
  if (lagSeconds === undefined) return 'No replica is connected.';
  if (following === 0) return `A replica is connected, but was not heard of for ${lagSeconds} s.`;
  return `${following} ${following === 1 ? 'replica follows' : 'replicas follow'}, the nearest ${lagSeconds} s behind.`;
}

export function judgeMemory({ usedBytes, limitBytes, machineBytes }: RedisServerFacts, { closeAt, openBelow }: MemoryMarks): Finding {
  const used = formatBytes(usedBytes);
  const limit = formatBytes(limitBytes);
  const machine = machineBytes > 0 ? ` (its machine has ${formatBytes(machineBytes)})` : '';
  const more = `Raise maxmemory${machine}, in its configuration too; CONFIG SET does it while it runs.`;
  if (limitBytes === 0) {
    return warning(`${used} are used; there is no limit (maxmemory 0), so nothing is refused before the machine is out of memory.`, `Set maxmemory${machine}.`);
  }
  const share = usedBytes / limitBytes;
  const found = `${used} of ${limit} are used (${formatShare(share)})`;
  if (share >= closeAt) return failed(['accepting'], `${found}: from ${formatShare(closeAt)} on new clicks are refused.`, more);
  if (share >= openBelow) return warning(`${found}; from ${formatShare(closeAt)} on new clicks are refused.`, more);
  if (machineBytes > 0 && limitBytes > machineBytes) {
    return warning(`${found}, but maxmemory is more than its machine has (${formatBytes(machineBytes)}).`, 'Set maxmemory to what the machine can spare.');
  }
  return ok(`${found}.`);
}

export function judgeRights(rights: RedisRights | undefined, level: Level): Finding {
  if (rights === undefined) {
    const found = 'Not known: this user may not use MULTI and DISCARD, between which commands are tried and not run.';
    return unknown(found, 'Allow it +multi +discard, or compare its rights with docs/doctor.md.');
  }
  const { user, closedKeys } = rights;
  const missingCommands = rights.missingCommands.filter((name) => name !== 'wait' || level === 'replicated');
  if (missingCommands.length === 0 && closedKeys.length === 0) {
    return ok(`User ${user} may use all ${USED_COMMANDS.length} commands, and the keys.`);
  }
  const lacks = [
    ...(missingCommands.length > 0 ? [`may not use ${listSome(missingCommands.map((name) => name.replace('|', ' ').toUpperCase()))}`] : []),
    ...(closedKeys.length > 0 ? [`may not read and write ${listSome(closedKeys, 3)}`] : []),
  ];
  const found = `User ${user} ${lacks.join(', and ')}.`;
  const keyRule = closedKeys.length > 0 ? [`~${patternOf(closedKeys)}`] : [];
  const remedy = `ACL SETUSER ${user} ${[...keyRule, ...missingCommands.map((name) => `+${name}`)].join(' ')}`;
  const isOptional = (name: string) => OPTIONAL_COMMANDS.includes(name) && name !== 'wait';
  const canDoWithout = closedKeys.length === 0 && missingCommands.every(isOptional);
  return canDoWithout ? warning(found, remedy) : failed(['accepting', 'crediting'], found, remedy);
}

/** All keys of ours, by the prefix that any of them begins with. */
function patternOf([key = '']: readonly string[]): string {
  return `${key.slice(0, key.indexOf('}') + 1)}*`;
}

export function judgeLatency(pingsMs: readonly number[]): Finding {
  const sorted = [...pingsMs].sort((a, b) => a - b);
  const worst = sorted.at(-1) ?? Infinity;
  const remedy = 'See the runbook MiningRedisSlow: Redis or its machine is busy, others send slow commands, or the network is slow.';
  if (worst === Infinity) return failed(['accepting'], 'A ping got no answer in time: clicks get 503 when that happens to them.', remedy);
  const median = sorted[Math.floor(sorted.length / 2)] ?? worst;
  const found = `${sorted.length} pings: median ${formatMs(median)}, worst ${formatMs(worst)}, of the ${REDIS_DEADLINE_MS} ms that the API waits.`;
  return worst > SLOW_MS ? warning(found, remedy) : ok(found);
}
