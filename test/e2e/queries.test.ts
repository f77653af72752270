import { expect, it, onTestFinished } from 'vitest';
import { listQueries } from '../../observability/dashboards/list-queries.js';
import { ALERTS, RECORDING_RULES } from '../../observability/rules.js';
import { listRunbookQueries } from '../../observability/runbooks/read-runbooks.js';
import { openStack, type FaultStack } from '../faults/stack.js';
import { startTraffic, users } from '../faults/traffic.js';
import { listAskedQueries, untilAnswered } from '../support/asked-queries.js';
import { createPrometheusReader, findFault } from '../support/prometheus-query.js';

/** The rules' time: the windows of days must have been evaluated before the test ends. */
const TIME_FACTOR = 1 / 30;
const GIVE_UP_MS = 90_000;

/** What may be empty or NaN although everything was made to happen that a short run can make happen. */
const EMPTY_HERE: readonly { readonly part: RegExp; readonly why: string }[] = [
  { part: /\boffset\b/, why: 'it looks at a time before the pipeline ran' },
  { part: /^ALERTS\{/, why: 'which alerts fire depends on the machine' },
];

const mayBeEmptyHere = (expr: string): boolean => EMPTY_HERE.some(({ part }) => part.test(expr));

/** Makes every kind of answer happen: accepted, throttled, malformed, refused by the ledger, and without Redis. */
async function makeEverythingHappen(stack: FaultStack) {
  const broken = users('broken', 5);
  await stack.ledger.accounts.insertMany(broken.map((_id) => ({ _id, balance: 'not a number' })) as never);
  const traffic = await Promise.all([
    startTraffic(stack.settings, users('user', 30), 20),
    startTraffic(stack.settings, broken, 2),
    startTraffic(stack.settings, ['greedy'], 20),
  ]);
  onTestFinished(() => Promise.all(traffic.map(({ stop }) => stop())).then(() => undefined));
  const withoutRedis = setInterval(() => void interruptRedis(stack), 8_000);
  onTestFinished(() => clearInterval(withoutRedis));
}

/** Long enough for the API's patience, too short for an alert. */
async function interruptRedis(stack: FaultStack): Promise<void> {
  await stack.kill('redis', 'SIGSTOP');
  await new Promise((resolve) => setTimeout(resolve, 700));
  await stack.kill('redis', 'SIGCONT');
}

/** Queries with a known fault, for without them a check that finds none proves nothing. */
const FAULTY: readonly (readonly [expr: string, fault: RegExp])[] = [
  ['sum(', /parse error/],
  ['sum(mining_no_such_metric)', /^nothing$/],
  ['sum(up) / 0 * 0', /^not finite$/],
  ['sum(up) by (job, no_such_label)', /^its labels are not/],
];

it('every query of dashboards, rules and runbooks gives finite values with the labels that it asks for', async () => {
  const stack = await openStack(TIME_FACTOR, { MINING_WORKER_MAX_RATE: '1000' });
  onTestFinished(stack.close);
  await makeEverythingHappen(stack);
  const ask = createPrometheusReader(`http://127.0.0.1:${stack.settings.ports.prometheus}`);
  const queries = listAskedQueries({
    dashboards: listQueries(),
    rules: [...ALERTS, ...RECORDING_RULES],
    runbooks: listRunbookQueries(),
    mayBeEmpty: mayBeEmptyHere,
  });
  expect(queries.length).toBeGreaterThan(200);
  expect(await untilAnswered(ask, queries, GIVE_UP_MS)).toEqual([]);
  for (const [expr, fault] of FAULTY) {
    expect(await findFault(ask, { where: 'here', expr, kind: 'instant', mayBeEmpty: false }), expr).toMatch(fault);
  }
});
