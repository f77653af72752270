import { describe, expect, it } from 'vitest';
import { DATA_SOURCES, LOCAL_LINKS } from '../config.js';
import { ALERTS } from '../rules.js';
import { casesOf, type FiringAlert } from '../tests/alert-test.js';
import { ALERT_TESTS } from '../tests/alert-tests.js';
import { renderTemplate } from '../tests/expected-alert.js';
import { alertLogsUrl, type AlertLogs } from './alert-logs.js';
import { readExploreLink } from './read-link.js';

const AT = 1_790_000_000;
const logsOf = (name: string): AlertLogs => {
  const logs = ALERTS.find((alert) => alert.name === name)?.logs;
  if (logs === undefined) throw new Error(`${name} leads to no log lines`);
  return logs;
};
const firingOf = (name: string): readonly FiringAlert[] => {
  const test = ALERT_TESTS.find(({ alert }) => alert === name);
  return test ? casesOf(test).flatMap(({ checks }) => checks.flatMap(({ firing }) => firing)) : [];
};
const open = (name: string, labels: FiringAlert['labels'], links = LOCAL_LINKS) =>
  readExploreLink(renderTemplate(alertLogsUrl(logsOf(name), links), { labels, value: 1, at: AT }));

/** What the links of some alerts ask for, written by hand. */
const ASKED: readonly (readonly [alert: string, labels: FiringAlert['labels'], expr: string])[] = [
  ['MiningWorkerFailures', { error_code: 'LEDGER_REFUSED' }, '{job="mining-click-worker"} | json | errorCode="LEDGER_REFUSED"'],
  ['MiningApi429Spike', {}, '{job="mining-click-api"} | json | status = 429'],
  ['MiningRedisUnavailable', { job: 'mining-click-api' }, '{job="mining-click-api", level=~"warn|error"}'],
  ['MiningLatencyFastBurn', {}, '{job="mining-click-api"} | json | endpoint="/api/mining/click" | durationMs >= 250'],
  ['Watchdog', {}, '{job=~"mining-click-.+", level=~"warn|error"}'],
];

describe('the link to the log', () => {
  it.each(ALERTS)('of $name opens lines of our processes around the time of its evaluation', ({ name }) => {
    const firing = firingOf(name);
    expect(firing.length).toBeGreaterThan(0);
    for (const { labels } of firing) {
      const { datasource, queries: [query], range } = open(name, labels);
      expect([datasource, query?.datasource]).toEqual([DATA_SOURCES.loki, { type: 'loki', uid: DATA_SOURCES.loki }]);
      expect(query?.expr).toMatch(/^\{job=~?"(mining-click-[^"]+|prometheus|alertmanager)"/);
      // A label that the alert does not have would leave a hole.
      expect(query?.expr).not.toContain('=""');
      expect(Number(range.from)).toBeLessThanOrEqual(1000 * (AT - 1800));
      expect(Number(range.to)).toBe(1000 * (AT + 300));
    }
  });

  it.each(ASKED)('of %s, for %j, asks for %s', (name, labels, expr) => {
    expect(open(name, labels).queries[0]?.expr).toBe(expr);
  });

  it('leads to Elasticsearch instead, if that has the lines', () => {
    const links = { ...LOCAL_LINKS, logs: 'https://example.org/grafana/explore', logStore: 'elasticsearch' as const };
    const { datasource, queries } = open('MiningWorkerFailures', { error_code: 'INTERNAL' }, links);
    expect(datasource).toBe(DATA_SOURCES.elasticsearch);
    expect(queries).toMatchObject([
      {
        datasource: { type: 'elasticsearch', uid: DATA_SOURCES.elasticsearch },
        query: 'service:"mining-click-worker" AND errorCode:"INTERNAL"',
        metrics: [{ type: 'logs' }],
        timeField: '@timestamp',
      },
    ]);
  });

  it('is refused where it is not one of Explore', () => {
    expect(() => readExploreLink('http://127.0.0.1:3000/d/x')).toThrow('does not open');
  });
});
