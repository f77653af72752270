import { expect, it, onTestFinished } from 'vitest';
import { readExploreLink } from '../../../observability/log-queries/read-link.js';
import { signTokens } from '../../../src/cli/sign-tokens.js';
import { TIME_FACTOR } from '../../faults/faults.js';
import { openStack, type FaultStack } from '../../faults/stack.js';
import { startTraffic, users } from '../../faults/traffic.js';
import { eventually } from '../../support/namespace.js';
import { createLokiReader } from '../support/loki.js';
import { openLoki } from '../support/servers.js';

const ALERT = 'MiningWorkerFailures';

/** Users whose clicks the ledger refuses, beside others. */
async function breakSomeAccounts({ settings, ledger }: FaultStack): Promise<void> {
  const broken = users('broken', 20);
  await ledger.accounts.insertMany(broken.map((_id) => ({ _id, balance: 'not a number' })) as never);
  const traffic = await Promise.all([startTraffic(settings, broken, 40), startTraffic(settings, users('player', 20), 20)]);
  onTestFinished(() => Promise.all(traffic.map(({ stop }) => stop())).then(() => undefined));
}

async function readStatus({ settings: { api, tokens } }: FaultStack, user: string, clickId: string): Promise<unknown> {
  const tokenOf = await signTokens([user], { ...tokens, lifeSeconds: 60 });
  const answer = await fetch(`${api.url}/api/mining/clicks/${clickId}`, { headers: { authorization: `Bearer ${tokenOf(user)}` } });
  return answer.json();
}

type Line = Readonly<Record<string, unknown>> & { readonly clickId?: string; readonly traceId?: string; readonly userId?: string };

it('leads from an alert to its log lines, to one click, its request, its row, its status and its runbook', async () => {
  const server = await openLoki();
  onTestFinished(() => server.close());
  const loki = createLokiReader(server.url);
  const stack = await openStack(TIME_FACTOR, { MINING_LOG_LOKI_URL: server.url });
  onTestFinished(stack.close);
  await breakSomeAccounts(stack);

  const { alert } = await stack.webhook.until('firing', ALERT, performance.now());
  const { queries, range } = readExploreLink(alert.annotations['logs_url'] ?? '');
  expect(queries[0]?.expr).toContain(`errorCode="${alert.labels['error_code']}"`);

  const linesOfAlert = () => loki.searchBetween(queries[0]?.expr ?? '', Number(range.from), Number(range.to));
  const fault = await eventually(async () => (await linesOfAlert()).map(({ line }) => line as Line).find((line) => line.clickId));
  expect(fault).toMatchObject({ service: 'mining-click-worker', message: 'fault', errorCode: alert.labels['error_code'] });

  const { clickId = '', traceId = '', userId = '' } = fault;
  const [request] = await eventually(async () => {
    const found = await loki.search(`{job="mining-click-api"} |= "${traceId}"`);
    return found.length > 0 && found;
  });
  expect(request?.line).toMatchObject({ message: 'request', status: 202, clickId, traceId, userId });
  expect(await stack.ledger.clicks.findOne({ _id: clickId })).toMatchObject({ traceId, userId, status: 'failed' });
  expect(await readStatus(stack, userId, clickId)).toMatchObject({ clickId, status: 'failed' });

  const { pathname } = new URL(alert.annotations['runbook_url'] ?? '');
  const runbook = await fetch(`${stack.settings.api.url}${pathname}`, { headers: { accept: 'text/plain' } });
  expect(await runbook.text()).toContain(ALERT);
});
