import type { Inhibition } from '../alertmanager/inhibitions.js';

const WAITING = ['MiningQueueBackpressure', 'MiningQueueLagHigh'];

/** As for the click pipeline: a cause is at least as severe as what it silences. */
export const QUEUE_INHIBITIONS: readonly Inhibition[] = [
  {
    why: 'Without workers nothing ends, and jobs wait.',
    causes: ['MiningQueueWithoutWorkers'],
    symptoms: ['MiningQueueStalled', ...WAITING],
    equal: ['queue'],
  },
  {
    why: 'When no job ends, jobs wait.',
    causes: ['MiningQueueStalled'],
    symptoms: WAITING,
    equal: ['queue'],
  },
  {
    why: 'A few failures a second are more than a few in a quarter of an hour.',
    causes: ['MiningWorkerFailures'],
    symptoms: ['MiningQueueJobsFailing'],
    equal: ['queue'],
  },
  {
    why: 'An exporter without Redis fails to read it.',
    causes: ['MiningExporterRedisUnavailable'],
    symptoms: ['MiningExporterErrors'],
    equal: ['instance'],
  },
  {
    why: 'The only exporter is named by its own alert.',
    causes: ['MiningExporterDown'],
    symptoms: ['MiningExporterAbsent'],
  },
];
