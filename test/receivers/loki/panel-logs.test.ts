import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openLogs } from '../../../src/cli/console-logs.js';
import { LOG_SETTINGS } from '../../../src/config/config.js';
import { readSettings } from '../../../src/config/read-settings.js';
import type { AskLogs } from '../../../src/console/log-query.js';
import { eventually } from '../../support/namespace.js';
import type { PrivateServer } from '../../support/servers.js';
import { createLokiReader } from '../support/loki.js';
import { askPanelLogs, expectSame, LOG_TARGETS, makeTimedLines, writeFolder, type TimedLine } from '../support/panel-logs.js';
import { openLoki } from '../support/servers.js';

let server: PrivateServer;
let lines: readonly TimedLine[];
let loki: AskLogs;

async function push(url: string, lines: readonly TimedLine[]): Promise<void> {
  const streams = lines.map(({ at, service, level, text }) => ({ stream: { job: service, level }, values: [[`${at}000000`, text]] }));
  const answer = await fetch(`${url}/loki/api/v1/push`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ streams }) });
  expect(answer.status, await answer.text()).toBe(204);
}

beforeAll(async () => {
  server = await openLoki();
  lines = await makeTimedLines();
  await push(server.url, lines);
  await eventually(async () => (await createLokiReader(server.url).search('{job=~".+"}')).length === lines.length);
  loki = openLogs(readSettings(LOG_SETTINGS, { MINING_LOG_LOKI_URL: server.url })).askLogs;
});
afterAll(() => server.close());

describe('what the dashboards ask of Loki 3.7.8', () => {
  it.each(LOG_TARGETS.map((place) => [`${place.dashboard}, ${place.title}`, place] as const))('%s: gives the same of the folder as of Loki', async (_name, place) => {
    const folder = await writeFolder(lines);
    await expectSame(place, folder, loki);
  });

  it('is the newest of many lines, or that the store does not answer', async () => {
    const folder = await writeFolder(lines);
    const place = { dashboard: 'mining-click-logs', panel: 5, target: 'A' };
    const expr = '{job=~"mining-click-.+"}';
    const question = { expr, start: Date.now() - 3_600_000, end: Date.now(), stepSeconds: 60, limit: 7 };
    const [ofFolder, ofLoki] = await Promise.all([folder(question), loki(question)]);
    expect(ofLoki).toEqual({ ...ofFolder, source: 'loki' });
    expect([ofLoki.lines.length, ofLoki.isCut]).toEqual([7, true]);
    expect((await loki({ ...question, expr: '{job=' })).problem).toMatch(/^Loki did not give log lines \(HTTP 400 .*look at MINING_LOG_LOKI_URL\.$/s);
    await server.stop();
    expect(await askPanelLogs(loki, place)).toMatchObject({ source: 'loki', lines: [], problem: expect.stringMatching(/^Loki did not give log lines .*look at MINING_LOG_LOKI_URL\.$/) as string });
  });
});
