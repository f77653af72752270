import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { readDashboards } from '../../../src/cli/read-dashboards.js';
import { createDashboardQueries } from '../../../src/console/dashboard-queries.js';
import { asksLogs, panelsOf } from '../../../src/console/dashboards.js';
import { createFolderLogQuery } from '../../../src/console/folder-log-query.js';
import { createNoClient } from '../../../src/console/json-client.js';
import type { AskLogs } from '../../../src/console/log-query.js';
import type { FoundLogs, PanelQuery, QuerySeries } from '../../../src/console/measured.js';
import { createPrometheus } from '../../../src/console/prometheus-client.js';
import { makeTemporaryFolder } from '../../support/servers.js';
import { CLICK, writeLines } from './known-lines.js';

const MINUTE_MS = 60_000;
/** The range that is asked about: whole minutes, a while ago. */
export const END = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS - 5 * MINUTE_MS;
export const START = END - 10 * MINUTE_MS;

type Fields = Readonly<Record<string, unknown>>;
export type TimedLine = { readonly at: number; readonly service: string; readonly level: string; readonly text: string };

/** Known lines, again and again from before the range until after it, each at a millisecond of its own; some are at whole minutes. */
export async function makeTimedLines(): Promise<readonly TimedLine[]> {
  const known = [...(await writeLines()), JSON.stringify({ level: 'warn', service: 'mining-click-api', error: 'a "quoted" \\ text, ä', status: 503, errorCode: 'INTERNAL', message: 'fault' })];
  const every = 7_500;
  return Array.from({ length: (END - START + 4 * MINUTE_MS) / every }, (_, index) => {
    const at = START - 2 * MINUTE_MS + index * every;
    const fields = { ...(JSON.parse(known[(index * 5) % known.length] ?? '{}') as Fields), time: new Date(at).toISOString() } as Fields;
    return { at, service: String(fields['service']), level: String(fields['level']), text: JSON.stringify(fields) };
  });
}

export async function writeFolder(lines: readonly TimedLine[]): Promise<AskLogs> {
  const folder = await makeTemporaryFolder('panel-logs');
  for (const process of ['api', 'worker']) {
    const texts = lines.filter(({ service }) => service.endsWith(process)).map(({ text }) => `${text}\n`);
    writeFileSync(join(folder, `${process}.ndjson`), texts.join(''));
  }
  return createFolderLogQuery({ folder, mostBytes: 64 * 1024 * 1024, withinMs: 10_000, clock: () => performance.now() });
}

const dashboards = readDashboards();

/** Every target of the generated dashboards that Grafana asks of Loki. */
export const LOG_TARGETS = dashboards.list.flatMap((dashboard) =>
  panelsOf(dashboard).flatMap((panel) => (panel.targets ?? []).filter(asksLogs).map((target) => ({ dashboard: dashboard.uid, panel: panel.id, target: target.refId, title: panel.title }))),
);

/** What may be chosen on the dashboard of log lines, and on others. */
const CHOICES: readonly PanelQuery['variables'][] = [
  {},
  { level: ['warn', 'error'], job: ['mining-click-worker'] },
  { error_code: ['LEDGER_REFUSED', 'INTERNAL'] },
  { status: ['503'] },
  { search: [CLICK] },
];
const CHOICES_ELSEWHERE: readonly PanelQuery['variables'][] = [{}, { job: ['mining-click-api'] }];

export type Place = Pick<PanelQuery, 'dashboard' | 'panel' | 'target'>;
export type PanelLogs = FoundLogs & { readonly series: readonly QuerySeries[] };

/** What the panel shows of this source. */
export async function askPanelLogs(askLogs: AskLogs, place: Place, choice: Partial<PanelQuery> = {}): Promise<PanelLogs> {
  const queries = createDashboardQueries({ dashboards, prometheus: createPrometheus(createNoClient('Prometheus', 'none')), askLogs, scrapeSeconds: 5 });
  const answer = await queries.ask({ ...place, start: START, end: END, stepSeconds: 60, variables: {}, ...choice });
  if (answer.kind !== 'answered' || !answer.value.logs) throw new Error(`panel ${place.panel} has no log lines: ${JSON.stringify(answer)}`);
  return { ...answer.value.logs, series: answer.value.result };
}

/** Whatever is chosen, both sources give the same lines and counts, and there are some. */
export async function expectSame(place: Place, one: AskLogs, other: AskLogs): Promise<void> {
  const found: number[] = [];
  for (const variables of place.dashboard === 'mining-click-logs' ? CHOICES : CHOICES_ELSEWHERE) {
    const [ofOne, ofOther] = await Promise.all([askPanelLogs(one, place, { variables }), askPanelLogs(other, place, { variables })]);
    const { source, problem } = ofOther;
    expect(ofOther, JSON.stringify(variables)).toEqual({ ...ofOne, source, ...(problem !== undefined && { problem }) });
    found.push(ofOne.lines.length + ofOne.series.length);
  }
  expect(found[0]).toBeGreaterThan(1);
  expect(new Set(found).size).toBeGreaterThan(1);
}
