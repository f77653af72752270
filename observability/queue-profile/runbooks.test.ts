import { describe, expect, it } from 'vitest';
import { readCodeBlocks } from '../../src/console/runbook-blocks.js';
import { EXPORTER_METRICS } from '../../src/exporter/exporter-catalogue.js';
import { FAILURE_CODES } from '../../src/exporter/label-values.js';
import { documentedAnswers } from '../../src/telemetry/label-values.js';
import { MONITORING_METRICS, PROCESS_METRICS } from '../../src/telemetry/process-metrics.js';
import { settingNames } from '../../test/docs/settings-pages.js';
import { MONITORING_JOBS } from '../config.js';
import type { Metric } from '../promql/selectors.js';
import { listRunbookQueries } from '../runbooks/read-runbooks.js';
import { describeQueries } from '../tests/describe-queries.js';
import { describeRunbooks } from '../tests/describe-runbooks.js';
import { QUEUE_ALERTS, QUEUE_RECORDING_RULES } from './rules.js';
import { fillRunbook } from './runbook-template.js';
import { EXAMPLE_PROFILE } from './tests/example.js';
import { DEFAULT_THRESHOLDS, EXPORTER_JOB } from './thresholds.js';

const HOW_TO_READ = `Queries: paste them into Prometheus; put the alert's label \`queue\` in the place of \`emails\`. Commands: put your own
addresses in the place of 127.0.0.1 (exporter: port 8082, Redis: port 6379); \`bull\` is BullMQ's standard prefix.`;

/** Words in capitals that others say. */
const OTHER_CAPITALS = ['FLUSHDB', 'PONG', 'LOADING', 'NOPERM', 'SIGTERM'];

const runbooks = [...EXAMPLE_PROFILE.runbooks].map(([name, text]) => ({ name, text: fillRunbook(text, DEFAULT_THRESHOLDS) }));

describe('of any queue', () => {
  describeRunbooks({ alerts: QUEUE_ALERTS, runbooks, howToRead: HOW_TO_READ, capitals: new Set([...FAILURE_CODES, ...settingNames(), ...OTHER_CAPITALS]) });
});

describe('the queries of the runbooks of any queue', () => {
  describeQueries(listRunbookQueries(runbooks), {
    metrics: [EXPORTER_METRICS, PROCESS_METRICS, MONITORING_METRICS].flatMap((catalogue) => Object.values<Metric>(catalogue)),
    recording: QUEUE_RECORDING_RULES,
    alerts: QUEUE_ALERTS,
    jobs: [EXPORTER_JOB, ...Object.values(MONITORING_JOBS)],
  });
});

const commands = runbooks.flatMap(({ name, text }) =>
  readCodeBlocks(text)
    .filter(({ language }) => language === 'sh')
    .flatMap(({ mark, code }) => code.split('\n').map((line) => ({ runbook: name, isOptional: mark === 'if-installed', line }))),
);

/** Of redis-cli, only what reads. */
const READING = ['LINDEX', 'HEXISTS', 'EXISTS', 'CLIENT LIST', 'PING', 'SLOWLOG GET', '--scan'];

describe('the commands of the runbooks of any queue', () => {
  it.each(commands)('$runbook: $line', ({ line, isOptional }) => {
    const [program = ''] = line.split(' ');
    expect(isOptional ? ['redis-cli'] : ['curl', 'node', 'ps']).toContain(program);
    if (program === 'redis-cli') expect(READING.some((verb) => line.startsWith(`redis-cli -h 127.0.0.1 ${verb}`)), line).toBe(true);
    const path = /127\.0\.0\.1:8082(\/\w+)/.exec(line)?.[1];
    if (program === 'curl') expect(documentedAnswers('exporter').map(({ endpoint }) => endpoint)).toContain(path);
  });

  it('lead to runbooks that are there', () => {
    const links = runbooks.flatMap(({ text }) => [...text.matchAll(/\]\((\w+)\.md\)/g)].map(([, name]) => name));
    expect(links.filter((name) => !runbooks.some((runbook) => runbook.name === name))).toEqual([]);
  });

  it('say nothing of a threshold that there is none of', () => {
    expect(() => fillRunbook('{{width}}', DEFAULT_THRESHOLDS)).toThrow('No threshold is called width');
  });
});
