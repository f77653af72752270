import { describe, expect, it } from 'vitest';
import { readAlertRules } from './read-alert-rules.js';
import { readRunbooks } from './read-runbooks.js';
import type { Prometheus } from '../console/prometheus-client.js';
import { readQueryBlocks } from '../console/runbook-blocks.js';
import { createRunbooks } from '../console/runbooks.js';

const NOW = 1_795_000_000_000;
const RESULT = { resultType: 'vector', result: [{ metric: { job: 'a' }, value: [NOW / 1000, '3'] }] } as const;

/** The runbooks of the package on a Prometheus that notes what it is asked. */
function createWorld(texts: ReadonlyMap<string, string> = readRunbooks()) {
  const asked: string[] = [];
  const query: Prometheus['query'] = (expr, at) => {
    expect(at).toBe(NOW);
    asked.push(expr);
    return Promise.resolve({ kind: 'answered', value: RESULT });
  };
  return { asked, texts, runbooks: createRunbooks({ texts, alerts: readAlertRules(), prometheus: { query }, now: () => NOW }) };
}

describe('the queries of runbooks', () => {
  it('are asked as they are written, each by its runbook and its number', async () => {
    const { asked, texts, runbooks } = createWorld();
    const queries = [...texts].flatMap(([name, text]) => readQueryBlocks(text).map((query, index) => ({ name, number: index + 1, query })));
    expect(queries.length).toBeGreaterThan(200);
    for (const { name, number, query } of queries) {
      expect(await runbooks.askRunbook({ name, number })).toMatchObject({ kind: 'answered', value: { ...query, ...RESULT, at: NOW } });
      expect(asked.at(-1)).toBe(query.expr);
    }
  });

  it.each([
    [{ name: 'MiningDeadLetters', number: 99 }, 'the runbook MiningDeadLetters has no query 99'],
    [{ name: 'MiningDeadLetters', number: 0 }, 'the runbook MiningDeadLetters has no query 0'],
    [{ name: 'up', number: 1 }, 'there is no runbook up'],
    [{ name: '__proto__', number: 1 }, 'there is no runbook __proto__'],
  ])('%j is refused, and nothing is asked', async (query, why) => {
    const { asked, runbooks } = createWorld();
    expect(await runbooks.askRunbook(query)).toEqual({ kind: 'query-refused', why });
    expect(asked).toEqual([]);
  });

  it('say their unit where it is known', async () => {
    const { runbooks } = createWorld(new Map([['A', '```promql may-be-empty\nmax(mining_worker_lag_seconds)\n```\n\n```promql\nup\n```\n']]));
    expect(await runbooks.askRunbook({ name: 'A', number: 1 })).toEqual({ kind: 'answered', value: { expr: 'max(mining_worker_lag_seconds)', mayBeEmpty: true, unit: 's', at: NOW, ...RESULT } });
    expect(await runbooks.askRunbook({ name: 'A', number: 2 })).toEqual({ kind: 'answered', value: { expr: 'up', mayBeEmpty: false, at: NOW, ...RESULT } });
  });
});

describe('the list of runbooks', () => {
  const namesOf = (search: string) => createWorld().runbooks.listRunbooks(search).runbooks.map(({ name }) => name);

  it('has severity and summary of each, and no template', () => {
    const { runbooks } = createWorld().runbooks.listRunbooks();
    expect(runbooks).toContainEqual({ name: 'MiningTargetDown', severity: 'critical', summary: '<job> at <instance> is down' });
    expect(runbooks).toContainEqual({ name: 'MiningMetricsAbsent', severity: 'critical', summary: '<metric> is missing' });
    expect(runbooks).toContainEqual({ name: 'MiningQueueDepthHigh', severity: 'info', summary: 'Queue is filling up or full: <value> of 5000 clicks' });
    for (const { summary } of runbooks) expect(summary).toMatch(/^[^{}]{10,}$/);
  });

  it('is searched by the words of name, summary and text', () => {
    expect(namesOf('')).toHaveLength(readRunbooks().size);
    expect(namesOf('targetdown')[0]).toBe('MiningTargetDown');
    expect(namesOf('targetdown').length).toBeGreaterThan(1);
    expect(namesOf('up  FILLING')).toContain('MiningQueueDepthHigh');
    expect(namesOf('xylophone zither targetdown')).toEqual([]);
  });

  it('is searched by a setting that may be the cause', () => {
    expect(namesOf('MINING_WORKER_MAX_RATE')).toEqual(expect.arrayContaining(['MiningFreshnessFastBurn', 'MiningFreshnessSlowBurn', 'MiningQueueBackpressure', 'MiningQueueDepthHigh', 'MiningWorkerHeldByItsLimit']));
  });

  it('is searched by the message of a dead letter, though it names a user', () => {
    const message = `Cannot apply $inc to a value of non-numeric type. {_id: "demo-1"} has the field 'balance' of non-numeric type string`;
    expect(namesOf(message)).toContain('MiningDeadLetters');
    expect(namesOf(message).length).toBeLessThan(5);
    expect(namesOf('LEDGER_REFUSED')).toContain('MiningDeadLetters');
  });

  it('says by which line of the text one was found', () => {
    const text = '# A\n\nall is well\n\n   - the code is `LEDGER_REFUSED`: [B](B.md)\n';
    const { runbooks } = createWorld(new Map([['A', text], ['B', '# B\n']]));
    expect(runbooks.listRunbooks('ledger_refused code')).toEqual({ runbooks: [{ name: 'A', found: 'the code is LEDGER_REFUSED: B' }] });
  });
});
