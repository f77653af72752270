import { expect, it, onTestFinished } from 'vitest';
import { eventually } from '../support/namespace.js';
import { createElasticsearchReader } from './support/elasticsearch.js';
import { createVictoriaLogsReader } from './support/victorialogs.js';
import { openElasticsearch, openVictoriaLogs } from './support/servers.js';

it('VictoriaLogs gives back what was pushed by the Loki protocol', async () => {
  const server = await openVictoriaLogs();
  onTestFinished(() => server.close());
  const now = Date.now();
  const text = JSON.stringify({ level: 'info', service: 'mining-click-api', message: 'request', status: 202 });
  const body = JSON.stringify({ streams: [{ stream: { job: 'mining-click-api', level: 'info' }, values: [[`${now}000000`, text]] }] });
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${server.url}/insert/loki/api/v1/push?_msg_field=message`, { method: 'POST', headers, body });
  expect(answer.status).toBe(204);
  const { search } = createVictoriaLogsReader(server.url);
  const rows = await eventually(async () => {
    const found = await search();
    return found.length > 0 && found;
  });
  expect(rows).toMatchObject([{ _msg: 'request', job: 'mining-click-api', level: 'info', status: '202', _time: new Date(now).toISOString() }]);
});

it('Elasticsearch gives back what was indexed, before and after a restart', async () => {
  const server = await openElasticsearch();
  onTestFinished(() => server.close());
  const body = '{"create":{"_index":"mining-click-2026.11.24","_id":"a"}}\n{"@timestamp":"2026-11-24T00:00:00Z","status":202}\n';
  const headers = { 'content-type': 'application/x-ndjson' };
  expect((await fetch(`${server.url}/_bulk`, { method: 'POST', headers, body })).status).toBe(200);
  const { search } = createElasticsearchReader(server.url);
  const expected = [{ index: 'mining-click-2026.11.24', id: 'a', line: { '@timestamp': '2026-11-24T00:00:00Z', status: 202 } }];
  expect(await search()).toEqual(expected);
  await server.restart();
  expect(await search()).toEqual(expected);
});
