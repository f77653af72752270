import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LOCAL_LINKS, type LogStore } from '../../../observability/config.js';
import { alertLogsUrl } from '../../../observability/log-queries/alert-logs.js';
import { readExploreLink } from '../../../observability/log-queries/read-link.js';
import { ALERTS } from '../../../observability/rules.js';
import { PipelineError } from '../../../src/click/codes.js';
import { createLogger } from '../../../src/telemetry/logger.js';

export const CLICK = `c${'0a'.repeat(20)}`;

/** Writes lines as API and worker do. A line is known by its key or its job. */
export async function writeLines(): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'mining-clicks-lines-'));
  const open = (process: 'api' | 'worker') => createLogger({ file: join(folder, `${process}.ndjson`), level: 'info', process });
  const [api, worker] = [open('api'), open('worker')];
  const posted = { endpoint: '/api/mining/click', method: 'POST' };
  api.log.info({}, 'api listens on http://127.0.0.1:8080');
  api.log.info({ ...posted, idempotencyKey: 'fast', clickId: CLICK, status: 202, durationMs: 3 }, 'request');
  api.log.info({ ...posted, idempotencyKey: 'slow', status: 202, durationMs: 260 }, 'request');
  api.log.info({ ...posted, idempotencyKey: 'throttled', status: 429, durationMs: 1 }, 'request');
  api.log.warn({ ...posted, idempotencyKey: 'refused', status: 503, durationMs: 401 }, 'request');
  api.log.info({ endpoint: '/api/mining/account', method: 'GET', idempotencyKey: 'read', status: 200, durationMs: 300 }, 'request');
  worker.log.info({ jobId: 'quick', outcome: 'posted', clickIds: [CLICK], mongoTransactionMs: 4, durationMs: 9 }, 'job');
  worker.log.info({ jobId: 'long', outcome: 'posted', clickIds: [], mongoTransactionMs: 700, durationMs: 900 }, 'job');
  worker.log.error({ jobId: 'minutes', minutes: ['2026-11-23T12:00Z +1'] }, 'accepted clicks and rows of the ledger differ');
  worker.reportFault('posting to the ledger', new PipelineError('LEDGER_REFUSED', 'no'), { jobId: 'unposted' });
  worker.reportFault('job', new PipelineError('QUEUE_UNAVAILABLE', 'away'), { jobId: 'failed', outcome: 'failed' });
  worker.log.warn({ jobId: 'dropped', sink: 'loki', linesDropped: 3, error: 'HTTP 400' }, 'log lines were dropped');
  await Promise.all([api.close(), worker.close()]);
  const lines = ['api', 'worker'].flatMap((process) => readFileSync(join(folder, `${process}.ndjson`), 'utf8').trim().split('\n'));
  rmSync(folder, { recursive: true });
  return lines;
}

export type Line = { readonly service: string; readonly level: string; readonly idempotencyKey?: string; readonly jobId?: string };
export const nameOf = ({ idempotencyKey, jobId }: Partial<Line>) => idempotencyKey ?? jobId ?? 'listens';

/** What the label of an alert's link stands for. */
const LABELS: Readonly<Record<string, string>> = { job: 'mining-click-worker', error_code: 'LEDGER_REFUSED', sink: 'loki' };
export function queryOfLink(name: string, logStore: LogStore): string {
  const logs = ALERTS.find((alert) => alert.name === name)?.logs;
  if (logs === undefined) throw new Error(`${name} leads to no lines`);
  const link = alertLogsUrl(logs, { ...LOCAL_LINKS, logStore }).replace(/\{\{ \$labels\.(\w+) \}\}/g, (_all, label: string) => LABELS[label] ?? '');
  const [query] = readExploreLink(link.replace(/\{\{.*?\}\}/g, '0')).queries;
  return query?.expr ?? query?.query ?? '';
}

const WORKER = ['dropped', 'failed', 'long', 'minutes', 'quick', 'unposted'];
const TROUBLE = ['dropped', 'failed', 'minutes', 'refused', 'unposted'];
const TROUBLE_OF_WORKER = ['dropped', 'failed', 'minutes', 'unposted'];
const FAULTS = ['failed', 'unposted'];

/** Which lines each alert leads to, here said by hand. */
export const FOUND: Readonly<Record<string, readonly string[]>> = {
  MiningQueueBackpressure: WORKER,
  MiningWorkerFailures: ['unposted'],
  MiningApi429Spike: ['throttled'],
  MiningQueueDepthHigh: WORKER,
  MiningWorkerFailuresTotal: FAULTS,
  MiningWorkerStalled: WORKER,
  MiningWorkerPaused: TROUBLE_OF_WORKER,
  MiningWorkerHeldByItsLimit: WORKER,
  MiningWorkerFetchRestarted: TROUBLE_OF_WORKER,
  MiningJobsFailed: ['failed'],
  MiningDeadLetters: FAULTS,
  MiningDeadLettersOld: FAULTS,
  MiningRedisUnavailable: TROUBLE_OF_WORKER,
  MiningLedgerUnavailable: TROUBLE_OF_WORKER,
  MiningRedisSlow: ['read', 'refused', 'slow'],
  MiningLedgerSlow: ['long'],
  MiningRedisMemoryHigh: ['refused'],
  MiningDurabilityDegraded: TROUBLE_OF_WORKER,
  MiningRedisForgot: TROUBLE_OF_WORKER,
  MiningConservationBroken: ['minutes'],
  MiningConservationUnchecked: TROUBLE_OF_WORKER,
  MiningRateLimitSpike: ['throttled'],
  MiningTokensRejected: ['refused'],
  MiningNoTraffic: ['fast', 'listens', 'read', 'refused', 'slow', 'throttled'],
  MiningTargetDown: WORKER,
  MiningProcessRestarting: WORKER,
  MiningEventLoopBlocked: WORKER,
  MiningLogLinesDropped: ['dropped'],
  MiningTraceSpansDropped: TROUBLE_OF_WORKER,
  MiningVersionsMixed: ['listens'],
  MiningMetricsAbsent: TROUBLE,
  MiningMetricsCollectErrors: TROUBLE_OF_WORKER,
  MiningRuleEvaluationFailures: TROUBLE,
  MiningAlertDeliveryFailing: TROUBLE,
  Watchdog: TROUBLE,
  ...Object.fromEntries(['Fast', 'Slow'].flatMap((kind) => [
    [`MiningAcceptance${kind}Burn`, ['refused', 'throttled']],
    [`MiningLatency${kind}Burn`, ['refused', 'slow']],
    [`MiningProcessing${kind}Burn`, FAULTS],
    [`MiningFreshness${kind}Burn`, WORKER],
  ])),
};
