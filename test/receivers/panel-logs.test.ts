import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openLogs } from '../../src/cli/console-logs.js';
import { LOG_SETTINGS } from '../../src/config/config.js';
import { readSettings } from '../../src/config/read-settings.js';
import type { PrivateServer } from '../support/servers.js';
import { askPanelLogs, expectSame, LOG_TARGETS, makeTimedLines, writeFolder, type TimedLine } from './support/panel-logs.js';
import { openElasticsearch } from './support/servers.js';
import { createShipper } from './support/shipping.js';

let server: PrivateServer;
beforeAll(async () => void (server = await openElasticsearch()));
afterAll(() => server.close());

/** Into the index of their day, as they are shipped. */
async function send(lines: readonly TimedLine[]): Promise<void> {
  const documents = lines.map(({ at, text }, sequence) => {
    const time = new Date(at).toISOString();
    const index = `mining-click-${time.slice(0, 10).replaceAll('-', '.')}`;
    return `${JSON.stringify({ create: { _index: index } })}\n${JSON.stringify({ '@timestamp': time, sequence, ...(JSON.parse(text) as object) })}\n`;
  });
  const answer = await fetch(`${server.url}/_bulk?refresh=true`, { method: 'POST', headers: { 'content-type': 'application/x-ndjson' }, body: documents.join('') });
  expect(await answer.json()).toMatchObject({ errors: false });
}

describe('what the dashboards ask of log lines, of Elasticsearch 8.19.21', () => {
  it('is the same as of the folder, and where something is searched for it is said how', async () => {
    const settings = { MINING_LOG_ELASTICSEARCH_URL: server.url };
    // Installs the template.
    const shipper = await createShipper('elasticsearch', settings);
    shipper.log(1);
    await shipper.untilSettled();
    const lines = await makeTimedLines();
    await send(lines);
    const [folder, { askLogs }] = [await writeFolder(lines), openLogs(readSettings(LOG_SETTINGS, settings))];
    expect(LOG_TARGETS.length).toBeGreaterThan(4);
    for (const place of LOG_TARGETS) await expectSame(place, folder, askLogs);
    const place = { dashboard: 'mining-click-logs', panel: 5, target: 'A' };
    expect((await askPanelLogs(askLogs, place, { variables: { search: ['nothing'] } })).problem).toMatch(/^Elasticsearch finds what is searched for only where/);
    await server.stop();
    expect(await askPanelLogs(askLogs, place)).toMatchObject({ source: 'elasticsearch', lines: [], problem: expect.stringMatching(/look at MINING_LOG_ELASTICSEARCH_URL\.$/) as string });
  });
});
