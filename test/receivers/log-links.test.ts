import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ALERTS } from '../../observability/rules.js';
import { indexTemplate } from '../../src/telemetry/log-shipping/index-template.js';
import type { PrivateServer } from '../support/servers.js';
import { createElasticsearchReader } from './support/elasticsearch.js';
import { FOUND, nameOf, queryOfLink, writeLines, type Line } from './support/known-lines.js';
import { openElasticsearch } from './support/servers.js';

let server: PrivateServer;
let reader: ReturnType<typeof createElasticsearchReader>;

async function send(path: string, method: string, type: string, body: string): Promise<void> {
  const answer = await fetch(`${server.url}${path}`, { method, headers: { 'content-type': type }, body });
  expect(await answer.json()).not.toMatchObject({ errors: true });
  expect(answer.status).toBe(200);
}

/** Into the index of their day, typed as the template says. */
async function index(lines: readonly string[]): Promise<void> {
  await send('/_index_template/mining-click', 'PUT', 'application/json', JSON.stringify(indexTemplate()));
  const documents = lines.flatMap((text) => {
    const { time } = JSON.parse(text) as { time: string };
    const index = `mining-click-${time.slice(0, 10).replaceAll('-', '.')}`;
    return [JSON.stringify({ create: { _index: index } }), JSON.stringify({ ...(JSON.parse(text) as object), '@timestamp': time })];
  });
  await send('/_bulk', 'POST', 'application/x-ndjson', `${documents.join('\n')}\n`);
}

beforeAll(async () => {
  server = await openElasticsearch();
  reader = createElasticsearchReader(server.url);
  await index(await writeLines());
});
afterAll(() => server.close());

describe('Elasticsearch', () => {
  it.each(ALERTS.map(({ name }) => [name] as const))('finds the lines that %s leads to, and no others', async (name) => {
    // As Grafana asks.
    const query = { query_string: { query: queryOfLink(name, 'elasticsearch'), analyze_wildcard: true } };
    const found = await reader.search(query);
    expect(found.map(({ line }) => nameOf(line as Partial<Line>)).sort()).toEqual(FOUND[name]);
  });
});
