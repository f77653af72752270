import { expect, it } from 'vitest';
import { linksOfLine } from './line-links.ts';

const lineWith = (fields: Readonly<Record<string, unknown>>) => ({ at: 50_000_000, process: 'mining-click-api', level: 'info', message: 'request', fields });

it('a line leads to its click, its trace, their lines, and the runbook of its code', () => {
  const links = linksOfLine(lineWith({ clickIds: ['c1', 'c2'], traceId: 'a&b', errorCode: 'INTERNAL' }));
  expect(links.map(({ title, href }) => `${title}: ${href}`)).toEqual([
    'Its click: /console/clicks?click=c1',
    'All lines of the click: /console/dashboards/mining-click-logs?from=6800000&to=93200000&var-search=c1',
    'Clicks of its trace: /console/clicks?trace=a%26b',
    'All lines of the trace: /console/dashboards/mining-click-logs?from=6800000&to=93200000&var-search=a%26b',
    'Runbook: /console/runbooks/MiningWorkerFailures',
  ]);
});

it('a line of none of them leads nowhere', () => {
  expect(linksOfLine(lineWith({ clickIds: [], traceId: 7 }))).toEqual([]);
});
