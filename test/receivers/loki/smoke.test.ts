import { expect, it, onTestFinished } from 'vitest';
import { eventually } from '../../support/namespace.js';
import { createLokiReader } from '../support/loki.js';
import { openLoki } from '../support/servers.js';

it('Loki gives back what was pushed, before and after a restart', async () => {
  const server = await openLoki();
  onTestFinished(() => server.close());
  const now = Date.now();
  const body = JSON.stringify({ streams: [{ stream: { job: 'mining-click-api', level: 'info' }, values: [[`${now}000001`, '{"status":202}']] }] });
  const headers = { 'content-type': 'application/json' };
  expect((await fetch(`${server.url}/loki/api/v1/push`, { method: 'POST', headers, body })).status).toBe(204);
  const expected = [{ time: `${now}000001`, line: { status: 202 }, labels: { job: 'mining-click-api', level: 'info' } }];
  const { search } = createLokiReader(server.url);
  const found = async () => {
    const entries = await search();
    return entries.length > 0 && entries;
  };
  expect(await eventually(found)).toMatchObject(expected);
  await server.restart();
  expect(await eventually(found)).toMatchObject(expected);
});
