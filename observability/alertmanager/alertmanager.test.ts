import { execFile } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, inject, it } from 'vitest';
import type { Severity } from '../alerts/alert.js';
import { JOBS } from '../config.js';
import { ALERTS } from '../rules.js';
import { INHIBITIONS } from './inhibitions.js';
import { TEST_ALERT } from './routes.js';

const configFile = fileURLToPath(new URL('../generated/alertmanager/alertmanager.yml', import.meta.url));

/** Rejects when amtool's exit code is not 0. */
function runAmtool(...args: readonly string[]) {
  return promisify(execFile)(join(dirname(inject('programs').alertmanager), 'amtool'), [...args]);
}

function routesTo(receiver: string, labels: Readonly<Record<string, string>>) {
  const given = Object.entries(labels).map(([label, value]) => `${label}=${value}`);
  return runAmtool('config', 'routes', 'test', `--config.file=${configFile}`, `--verify.receivers=${receiver}`, ...given);
}

describe('the configuration of Alertmanager', () => {
  it('is what amtool wants', async () => {
    const { stdout } = await runAmtool('check-config', configFile);
    expect(stdout).toContain('SUCCESS');
    expect(stdout).toContain(`${INHIBITIONS.length} inhibit rules`);
  });
});

describe('an alert', () => {
  const receivers: Readonly<Record<Severity, string>> = { critical: 'on-call', warning: 'team', info: 'dashboard', none: 'watchdog' };

  it.concurrent.each(ALERTS)('$name ($severity) reaches the receiver of its severity', async ({ name, severity, labels = {} }) => {
    await routesTo(receivers[severity], { alertname: name, severity, ...labels });
  });

  it.each([
    ['from elsewhere, without a severity,', { alertname: 'Elsewhere' }, 'team'],
    ['that tests the way', { alertname: TEST_ALERT, severity: 'info' }, 'on-call'],
  ])('%s reaches somebody', async (_, labels, receiver) => {
    await routesTo(receiver, labels);
  });

  it('that should reach somebody else is told apart', async () => {
    await expect(routesTo('team', { alertname: 'MiningWorkerStalled', severity: 'critical' })).rejects.toThrow();
  });

  it('wakes somebody only where clicks are in danger', () => {
    const critical = ALERTS.filter(({ severity }) => severity === 'critical').map(({ name }) => name);
    expect(critical.sort()).toEqual([
      'MiningAcceptanceFastBurn',
      'MiningConservationBroken',
      'MiningFreshnessFastBurn',
      'MiningLatencyFastBurn',
      'MiningLedgerUnavailable',
      'MiningMetricsAbsent',
      'MiningProcessingFastBurn',
      'MiningRedisForgot',
      'MiningRedisUnavailable',
      'MiningTargetDown',
      'MiningWorkerFailures',
      'MiningWorkerFailuresTotal',
      'MiningWorkerStalled',
    ]);
  });
});

describe('an inhibition', () => {
  const urgency: readonly Severity[] = ['none', 'info', 'warning', 'critical'];
  const urgencyOf = (name: string) => urgency.indexOf(ALERTS.find((alert) => alert.name === name)?.severity ?? 'none');
  const pairs = INHIBITIONS.flatMap(({ causes, symptoms }) => causes.flatMap((cause) => symptoms.map((symptom) => [cause, symptom] as const)));

  it('names alerts that are there', () => {
    const names = new Set(ALERTS.map(({ name }) => name));
    expect(pairs.flat().filter((name) => !names.has(name))).toEqual([]);
  });

  it('never lets a less urgent alert silence a more urgent one, nor two silence each other', () => {
    expect(pairs.filter(([cause, symptom]) => urgencyOf(cause) < urgencyOf(symptom))).toEqual([]);
    const written = new Set(pairs.map((pair) => pair.join()));
    expect(pairs.filter(([cause, symptom]) => written.has(`${symptom},${cause}`))).toEqual([]);
  });

  it('silences what watches the watching only for metrics that Redis or a process takes along, never for a missing target', () => {
    const watching = ['Watchdog', 'MiningTargetDown', 'MiningMetricsAbsent'];
    const silencing = INHIBITIONS.filter(({ symptoms }) => symptoms.some((symptom) => watching.includes(symptom)));
    expect(silencing).toMatchObject([
      { causes: ['MiningRedisUnavailable'], symptoms: ['MiningMetricsAbsent'] },
      { causes: ['MiningTargetDown'], causeLabels: { job: JOBS.api }, symptoms: ['MiningMetricsAbsent'] },
      { causes: ['MiningTargetDown'], causeLabels: { job: JOBS.worker }, symptoms: ['MiningMetricsAbsent'] },
    ]);
    expect(silencing.map(({ symptomLabels }) => symptomLabels?.['metric']?.includes('up'))).toEqual([false, false, false]);
    expect(silencing[1]?.symptomLabels?.['metric']).not.toContain('mining_worker_processed_total');
    expect(silencing[0]?.symptomLabels?.['metric']).toEqual(['mining_click_queue_depth', 'mining_click_queue_jobs', 'mining_worker_lag_seconds', 'mining_redis_memory_ratio']);
  });

  it('lets a fast burn silence only the slow burn of its own objective', () => {
    const byBurn = INHIBITIONS.filter(({ causes }) => causes.some((name) => name.endsWith('FastBurn')));
    expect(byBurn.map(({ equal }) => equal)).toEqual([['slo']]);
    const burns = ALERTS.filter(({ name }) => name.endsWith('Burn'));
    expect(burns.map(({ name, labels }) => [name, labels])).toEqual(
      burns.map(({ name }) => [name, { slo: name.replace(/^Mining|(Fast|Slow)Burn$/g, '').toLowerCase() }]),
    );
  });
});
