import { randomBytes } from 'node:crypto';
import type { Redis } from 'ioredis';
import { createNaturalBatcher } from '../batching/natural-batcher.js';
import { encodeClick } from '../redis/batch-item.js';
import type { ExpectedMemory, TicketAnnouncer } from '../queue/click-queue.js';
import { withDeadline } from '../redis/deadline.js';
import { loadLuaScript } from '../redis/lua-script.js';
import { loadReplicatedScript } from '../redis/replicated-script.js';
import type { RedisKeys } from '../redis/redis-keys.js';
import { CLOSED_REASONS, type Admission, type AdmissionRequest, type AdmissionResult, type ClosedReason } from './admission.js';
import { decodeAdmissions, type AdmitReply } from './admit-reply.js';
import { bucketArguments, type BucketLimits } from './bucket-limits.js';
import { createDrainRate, drainWaitMs } from './drain-rate.js';
import { isNotSent } from './redis-faults.js';

export type AdmissionOptions = {
  /** Most clicks accepted and not finished. */
  readonly maxDepth: number;
  /** Most clicks in a batch, 1 to 100. */
  readonly batchClicks: number;
  /** Age in milliseconds from which a batch takes no more clicks. */
  readonly batchAgeMs: number;
  /** Milliseconds until a click has its result, the time included that it waits for others' calls to end. */
  readonly deadlineMs: number;
  readonly limits: BucketLimits;
  /**
   * Milliseconds that Redis waits for a replica before a click counts as accepted, 1 or more; it does not wait where this is
   * missing. The connection of the admission is held up so long and must be its own then.
   */
  readonly replicaWaitMs?: number | undefined;
  /** What Redis must show for a new click to be accepted; not asked for where this is missing. */
  readonly expectedMemory?: (() => ExpectedMemory) | undefined;
};

const MOST_CLICKS_A_CALL = 100;
const MOST_CALLS_IN_FLIGHT = 2;
/** With less time left a click is not sent: its answer would not come in time, and nobody would know what became of it. */
const LEAST_CALL_MS = 10;

const NOT_ACCEPTED: AdmissionResult = { kind: 'unavailable', outcome: 'not-accepted' };
const UNKNOWN: AdmissionResult = { kind: 'unavailable', outcome: 'unknown' };

/** Clicks that must share a call: those of one request. */
type Group = readonly AdmissionRequest[];

/** Admission by one Redis script (`lua/admitClicks.lua`) for all clicks that arrived together. */
export function createRedisAdmission(
  redis: Redis,
  keys: RedisKeys,
  tickets: TicketAnnouncer,
  options: AdmissionOptions,
): Admission {
  const admitClicks = loadAdmitClicks(redis, keys, options.replicaWaitMs);
  const limitArguments = bucketArguments(options.limits);
  const mostClicks = Math.min(options.batchClicks, MOST_CLICKS_A_CALL);
  const drainRate = createDrainRate();
  const closedFor = new Set<ClosedReason>();

  async function admitTogether(requests: readonly AdmissionRequest[], waitedMs: number): Promise<readonly AdmissionResult[]> {
    // What came first has waited longest: when its time is over, Redis has answered nobody for as long.
    const leftMs = options.deadlineMs - waitedMs;
    if (leftMs < LEAST_CALL_MS) return requests.map(() => NOT_ACCEPTED);
    const closed = CLOSED_REASONS.find((reason) => closedFor.has(reason));
    const candidate = createBatchId();
    const scriptKeys = [keys.open, keys.unfinished, keys.sizes, keys.totals, keys.openBatch(candidate)];
    scriptKeys.push(keys.acceptedByMinute, keys.globalBucket);
    const args: (string | number)[] = [keys.prefix, candidate, options.maxDepth, options.batchClicks, options.batchAgeMs];
    args.push(closed ? 1 : 0, ...limitArguments, ...memoryArguments(options.expectedMemory?.()));
    for (const { click, fingerprint, ip } of requests) {
      scriptKeys.push(keys.click(click.clickId), keys.userBucket(click.userId), keys.ipBucket(ip));
      args.push(fingerprint, encodeClick(click));
    }
    const until = performance.now() + leftMs;
    try {
      const call = admitClicks(scriptKeys, args, leftMs);
      const reply = (await withDeadline(call.reply, leftMs)) as AdmitReply;
      drainRate.note(reply[8], reply[0]);
      const results = decodeAdmissions(reply, drainWaitMs(drainRate.clicksPerSecond(), options.maxDepth), closed);
      if (results.length !== requests.length) throw new Error('the reply is about other clicks');
      announceBatches(reply);
      // A refusal needs no replica, and is not held up.
      if (call.isReplicated === undefined || !results.some(isSafe)) return results;
      const isReplicated = await withDeadline(call.isReplicated, until - performance.now());
      return isReplicated ? results : results.map((result) => (isSafe(result) ? UNKNOWN : result));
    } catch (fault) {
      return requests.map(() => (isNotSent(fault) ? NOT_ACCEPTED : UNKNOWN));
    }
  }

  function announceBatches([, , batchId, size, olderBatchId]: AdmitReply): void {
    if (olderBatchId !== '') tickets.announce(olderBatchId, 'now');
    if (batchId !== '') tickets.announce(batchId, size >= options.batchClicks ? 'now' : 'soon');
  }

  async function admitGroups(groups: readonly Group[], waitedMs: number): Promise<readonly (readonly AdmissionResult[])[]> {
    const results = await admitTogether(groups.flat(), waitedMs);
    let next = 0;
    return groups.map(({ length }) => results.slice(next, (next += length)));
  }

  const submit = createNaturalBatcher(admitGroups, {
    maxWeight: mostClicks,
    weightOf: ({ length }: Group) => length,
    maxCalls: MOST_CALLS_IN_FLIGHT,
  });
  return {
    admit: async (request) => (await submit([request]))[0] as AdmissionResult,
    admitAll: async (requests) => (await Promise.all(inGroupsOf(mostClicks, requests).map(submit))).flat(),
    close: (reason) => void closedFor.add(reason),
    open: (reason) => void closedFor.delete(reason),
  };
}

/** Any Redis will do where nothing is expected. */
function memoryArguments({ epoch, leastMark }: ExpectedMemory = { epoch: '', leastMark: 0 }): readonly (string | number)[] {
  return [epoch, leastMark];
}

/** `isReplicated` is missing where nobody waits for a replica. */
type AdmitCall = { readonly reply: Promise<unknown>; readonly isReplicated?: Promise<boolean> };

function loadAdmitClicks(redis: Redis, keys: RedisKeys, replicaWaitMs: number | undefined) {
  const folder = new URL('lua/', import.meta.url);
  if (replicaWaitMs === undefined) {
    const admitClicks = loadLuaScript(redis, folder, 'admitClicks');
    return (scriptKeys: string[], args: (string | number)[]): AdmitCall => ({ reply: admitClicks(scriptKeys, args) });
  }
  const admitClicks = loadReplicatedScript(redis, folder, 'admitClicks', keys.replicaMark);
  return (scriptKeys: string[], args: (string | number)[], leftMs: number): AdmitCall =>
    admitClicks(scriptKeys, args, Math.floor(Math.min(replicaWaitMs, leftMs)));
}

/** Whether a result says that the click is safe. */
function isSafe({ kind }: AdmissionResult): boolean {
  return kind === 'accepted' || kind === 'replayed';
}

function inGroupsOf(most: number, requests: readonly AdmissionRequest[]): Group[] {
  const groups = Math.ceil(requests.length / most);
  return Array.from({ length: groups }, (_, index) => requests.slice(index * most, (index + 1) * most));
}

/** 96 random bits: no process ever offers an id that was used before. */
function createBatchId(): string {
  return randomBytes(12).toString('base64url');
}
