import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { describe, expect, inject, it, onTestFinished } from 'vitest';
import { parse } from 'yaml';
import { EXPORTER_METRICS } from '../../src/exporter/exporter-catalogue.js';
import { MONITORING_METRICS, PROCESS_METRICS } from '../../src/telemetry/process-metrics.js';
import { runPromtool } from '../../test/support/promtool.js';
import { QUEUE_DASHBOARDS } from '../config.js';
import { EXEMPTIONS } from '../dashboards/lint/exemptions.js';
import { lint } from '../dashboards/lint/lint.js';
import type { World } from '../dashboards/lint/rule.js';
import { writeFiles } from '../generated-folder.js';
import type { Metric } from '../promql/selectors.js';
import { SPEC_ALERTS } from '../spec.js';
import { generateQueueProfile } from './generate-queue-profile.js';
import { QUEUE_INHIBITIONS } from './inhibitions.js';
import { QUEUE_ALERTS, QUEUE_RECORDING_RULES, queueRuleFiles } from './rules.js';
import { EXAMPLE_LINKS, EXAMPLE_PROFILE } from './tests/example.js';
import { DEFAULT_THRESHOLDS, EXPORTER_JOB } from './thresholds.js';

const files = generateQueueProfile(EXAMPLE_PROFILE);
const read = (path: string) => files.find((file) => file.path === path)?.content ?? '';
const metrics = [EXPORTER_METRICS, PROCESS_METRICS, MONITORING_METRICS].flatMap((each) => Object.values<Metric>(each));
const dashboards = Object.values(QUEUE_DASHBOARDS).map((uid) => JSON.parse(read(`grafana/dashboards/${uid}.json`)) as Dashboard);
const world: World = {
  metrics: new Map(metrics.map((metric) => [metric.name, metric])),
  recorded: new Set(QUEUE_RECORDING_RULES.map(({ record }) => record)),
  alerts: new Set(QUEUE_ALERTS.map(({ name }) => name)),
  dashboards: new Set(Object.values(QUEUE_DASHBOARDS)),
  runbooks: EXAMPLE_LINKS.runbooks,
  runbookEnding: '.md',
};

/** All files, written somewhere. */
function writeSomewhere(): string {
  const folder = mkdtempSync(join(tmpdir(), 'mining-clicks-queue-profile-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFiles(folder, files);
  return folder;
}

describe('what mining-clicks rules writes', () => {
  it('is rules that promtool finds no fault with, in a configuration that works as it is', async () => {
    const folder = join(writeSomewhere(), 'prometheus');
    const names = queueRuleFiles(DEFAULT_THRESHOLDS).map(({ file }) => `rules/${file}`);
    const { stdout: rules } = await runPromtool(folder, 'check', 'rules', '--lint=all', '--lint-fatal', ...names);
    expect(rules).toContain(`SUCCESS: ${QUEUE_ALERTS.length} rules found`);
    const { stdout, stderr } = await runPromtool(folder, 'check', 'config', 'prometheus.yml');
    expect(stdout + stderr).not.toMatch(/WARNING|FAILED/);
    expect(parse(read('prometheus/prometheus.yml'))).toMatchObject({ scrape_configs: [{ job_name: EXPORTER_JOB }] });
  });

  it('is a configuration that amtool finds no fault with', async () => {
    const file = join(writeSomewhere(), 'alertmanager/alertmanager.yml');
    const amtool = join(dirname(inject('programs').alertmanager), 'amtool');
    const { stdout } = await promisify(execFile)(amtool, ['check-config', file]);
    expect(stdout).toContain(`${QUEUE_INHIBITIONS.length} inhibit rules`);
    const receivers = { critical: 'on-call', warning: 'team', info: 'nobody', none: 'team' };
    for (const { name, severity } of QUEUE_ALERTS) {
      const args = ['config', 'routes', 'test', `--config.file=${file}`, `--verify.receivers=${receivers[severity]}`];
      await promisify(execFile)(amtool, [...args, `alertname=${name}`, `severity=${severity}`]);
    }
  });

  it.each(dashboards.map((dashboard) => [dashboard.title, dashboard] as const))('is the dashboard %s, in which no rule finds anything', (_title, dashboard) => {
    expect(lint(dashboard, world)).toEqual([]);
    expect(EXEMPTIONS.map((exemption) => exemption.dashboard)).not.toContain(dashboard.title);
  });

  it('lets every dashboard choose queues', () => {
    for (const { templating } of dashboards) expect(templating.list).toContainEqual(expect.objectContaining({ name: 'queue', multi: true }));
  });

  it('shows every metric of the exporter in a panel or a rule', () => {
    const all = files.filter(({ path }) => /^(grafana|prometheus)\//.test(path)).map(({ content }) => content).join('\n');
    expect(Object.values(EXPORTER_METRICS).map(({ name }) => name).filter((name) => !all.includes(name))).toEqual([]);
  });

  it('says nothing of an API that is not there', () => {
    for (const { path, content } of files) expect(content, path).not.toMatch(/mining_click_requests|mining_click_refusals|429Spike|mining-click-api|mining_ledger/);
  });

  it('has a runbook for each alert, with the thresholds in it and no place left open', () => {
    for (const { name } of QUEUE_ALERTS) expect(read(`runbooks/${name}.md`), name).toContain(`# ${name}\n`);
    for (const { path, content } of files.filter((file) => file.path.startsWith('runbooks/'))) expect(content, path).not.toMatch(/\{\{/);
    expect(read('README.md')).toContain('Three steps');
  });
});

describe('thresholds of their own', () => {
  const own = { depth: 7, lagSeconds: 90, failures: 3, stall: '20m' } as const;
  const ownFiles = generateQueueProfile({ ...EXAMPLE_PROFILE, thresholds: own });
  const ownText = (path: string) => ownFiles.find((file) => file.path === path)?.content ?? '';

  it('are in rules, panels, runbooks and README', () => {
    const rules = ownText('prometheus/rules/queue-alerts.yml');
    for (const part of ['by (queue) > 7\n', 'by (queue) > 90\n', 'by (queue) > 3\n', '[20m]', 'for 20m no job']) expect(rules).toContain(part);
    expect(rules).not.toContain('> 500');
    expect(ownText('grafana/dashboards/bullmq-queues.json')).toMatch(/"value": 7\n[^]*"value": 90\n/);
    expect(ownText('runbooks/MiningQueueStalled.md')).toContain('more than 90 seconds, and for 20m none');
    expect(ownText('README.md')).toContain('a depth of 7 jobs, a lag of 90 s');
  });
});

describe("the specification's alerts that a queue has", () => {
  it.each(['MiningQueueBackpressure', 'MiningWorkerFailures'])('%s keeps name, time, severity and words', (name) => {
    const specified = SPEC_ALERTS.find(({ alert }) => alert === name);
    const ours = QUEUE_ALERTS.find((alert) => alert.name === name);
    expect(ours).toMatchObject({ for: specified?.for, severity: specified?.severity, summary: specified?.summary, description: specified?.description });
  });
});

describe('an inhibition', () => {
  it('names alerts that are there, and a cause that is at least as urgent', () => {
    const urgency = ['none', 'info', 'warning', 'critical'];
    const urgencyOf = (name: string) => urgency.indexOf(QUEUE_ALERTS.find((alert) => alert.name === name)?.severity ?? '');
    for (const { causes, symptoms } of QUEUE_INHIBITIONS) {
      for (const name of [...causes, ...symptoms]) expect(urgencyOf(name), name).toBeGreaterThan(0);
      for (const cause of causes) for (const symptom of symptoms) expect(urgencyOf(cause)).toBeGreaterThanOrEqual(urgencyOf(symptom));
    }
  });
});
