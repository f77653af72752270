import underPressure, { TYPE_EVENT_LOOP_DELAY } from '@fastify/under-pressure';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ProblemError } from '../problems.js';
import { retryAfter } from '../retry-after.js';

/** From where on a process is overloaded; 0 for what is not looked at. */
export type OverloadLimits = {
  /** Milliseconds that the event loop is late, on average of a sample. */
  readonly eventLoopMs: number;
  readonly heapBytes: number;
  readonly rssBytes: number;
};

/**
 * Milliseconds whose average counts: one stall is made good by the turns beside it, a loop that is late again and again is
 * not. A shorter sample may consist of nothing but one stall.
 */
const SAMPLE_MS = 1000;

/** A process is late because it begins, on a busy machine by seconds; a sample that saw this says nothing of its load. */
const BEGINS_MS = 2 * SAMPLE_MS;

/** Answers requests at once with `overloaded` while the process is, for routes of this instance and added later. */
export function refuseOverload(app: FastifyInstance, limits: OverloadLimits, onOverloaded: (request: FastifyRequest) => void): void {
  if (Object.values(limits).every((limit) => limit === 0)) return;
  let begunAt = performance.now();
  app.addHook('onReady', () => void (begunAt = performance.now()));
  app.register(underPressure, {
    sampleInterval: SAMPLE_MS,
    maxEventLoopDelay: limits.eventLoopMs,
    maxHeapUsedBytes: limits.heapBytes,
    maxRssBytes: limits.rssBytes,
    // Not at once: what arrived with the headers and breaks is answered as broken.
    pressureHandler: (request, _reply, type) => {
      if (type === TYPE_EVENT_LOOP_DELAY && performance.now() - begunAt < BEGINS_MS) return;
      onOverloaded(request);
      return Promise.reject(overloaded());
    },
  });
}

function overloaded(): ProblemError {
  const detail = 'nothing was done; repeat with the same key';
  return new ProblemError('overloaded', { detail, outcome: 'not-accepted' }, { 'retry-after': retryAfter() });
}
