import { randomBytes } from 'node:crypto';
import type { Redis } from 'ioredis';
import { createNaturalBatcher } from '../batching/natural-batcher.js';
import { encodeClick } from '../redis/batch-item.js';
import type { TicketAnnouncer } from '../queue/click-queue.js';
import { withDeadline } from '../redis/deadline.js';
import { loadLuaScript } from '../redis/lua-script.js';
import type { RedisKeys } from '../redis/redis-keys.js';
import type { Admission, AdmissionRequest, AdmissionResult } from './admission.js';
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
  /** Milliseconds that one call may take. */
  readonly deadlineMs: number;
  readonly limits: BucketLimits;
};

const MOST_CLICKS_A_CALL = 100;
const MOST_CALLS_IN_FLIGHT = 2;

/** Clicks that must share a call: those of one request. */
type Group = readonly AdmissionRequest[];

/** Admission by one Redis script (`lua/admitClicks.lua`) for all clicks that arrived together. */
export function createRedisAdmission(
  redis: Redis,
  keys: RedisKeys,
  tickets: TicketAnnouncer,
  options: AdmissionOptions,
): Admission {
  const admitClicks = loadLuaScript(redis, new URL('lua/', import.meta.url), 'admitClicks');
  const limitArguments = bucketArguments(options.limits);
  const mostClicks = Math.min(options.batchClicks, MOST_CLICKS_A_CALL);
  const drainRate = createDrainRate();
  let isClosed = false;

  async function admitTogether(requests: readonly AdmissionRequest[]): Promise<readonly AdmissionResult[]> {
    const candidate = createBatchId();
    const scriptKeys = [keys.open, keys.unfinished, keys.sizes, keys.totals, keys.openBatch(candidate)];
    scriptKeys.push(keys.acceptedByMinute, keys.globalBucket);
    const args: (string | number)[] = [keys.prefix, candidate, options.maxDepth, options.batchClicks, options.batchAgeMs];
    args.push(isClosed ? 1 : 0, ...limitArguments);
    for (const { click, fingerprint, ip } of requests) {
      scriptKeys.push(keys.click(click.clickId), keys.userBucket(click.userId), keys.ipBucket(ip));
      args.push(fingerprint, encodeClick(click));
    }
    try {
      const reply = (await withDeadline(admitClicks(scriptKeys, args), options.deadlineMs)) as AdmitReply;
      announceBatches(reply);
      drainRate.note(reply[8], reply[0]);
      return decodeAdmissions(reply, drainWaitMs(drainRate.clicksPerSecond(), options.maxDepth));
    } catch (fault) {
      const outcome = isNotSent(fault) ? 'not-accepted' : 'unknown';
      return requests.map(() => ({ kind: 'unavailable', outcome }));
    }
  }

  function announceBatches([, , batchId, size, olderBatchId]: AdmitReply): void {
    if (olderBatchId !== '') tickets.announce(olderBatchId, 'now');
    if (batchId !== '') tickets.announce(batchId, size >= options.batchClicks ? 'now' : 'soon');
  }

  async function admitGroups(groups: readonly Group[]): Promise<readonly (readonly AdmissionResult[])[]> {
    const results = await admitTogether(groups.flat());
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
    close: () => void (isClosed = true),
  };
}

function inGroupsOf(most: number, requests: readonly AdmissionRequest[]): Group[] {
  const groups = Math.ceil(requests.length / most);
  return Array.from({ length: groups }, (_, index) => requests.slice(index * most, (index + 1) * most));
}

/** 96 random bits: no process ever offers an id that was used before. */
function createBatchId(): string {
  return randomBytes(12).toString('base64url');
}
