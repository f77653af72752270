import { describe, expect, it } from 'vitest';
import { VIEW_ADDRESS } from '../../console/src/runbooks/runbook-link.js';
import { readCodeSpans, readProjectFile, withoutCode } from '../../test/docs/markdown.js';
import { settingNames } from '../../test/docs/settings-pages.js';
import { ERROR_CODES, REJECT_CODES } from '../../src/click/codes.js';
import { readDashboards } from '../../src/cli/read-dashboards.js';
import { panelsOf } from '../../src/console/dashboards.js';
import { readCodeBlocks } from '../../src/console/runbook-blocks.js';
import { toLogql } from '../log-queries/print-logql.js';
import { ALERTS } from '../rules.js';
import { describeRunbooks, sectionsOf } from '../tests/describe-runbooks.js';
import { readRunbooks } from './read-runbooks.js';

const HOW_TO_READ = `Addresses that begin with \`/console/\` are views of the console; \`npm start\` prints its link. Queries: run them there, or paste
them into Prometheus. Commands: for the folder in which \`npm start\` runs; they read its addresses from \`var/stack.json\`. In a
deployment of your own, use your addresses, your process manager and your log store.`;

/** Words in capitals that others say: Redis' commands and errors, MongoDB's states, Node's errors, OpenTelemetry's own variables. */
const OTHER_CAPITALS = ['FLUSHDB', 'FLUSHALL', 'PONG', 'MISCONF', 'NOPERM', 'PRIMARY', 'ECONNREFUSED', 'OTEL_EXPORTER_OTLP_HEADERS'];

const runbooks = readRunbooks();
const dashboards = readDashboards();
/** `/console/dashboards/:item`, as the router of the console has them. */
const views = [...readProjectFile('console/src/router.tsx').matchAll(/ path="([^"]+)"/g)].map(([, path = '']) => path);

const toPattern = (path: string) => new RegExp(`^${path.replace(/:\w+/g, '[^/]+')}/?$`);

/** What is wrong with an address of the console; undefined when it leads somewhere. */
function faultOfAddress(address: string): string | undefined {
  if (!VIEW_ADDRESS.test(address)) return `${address} is no link in the console`;
  const { pathname, searchParams } = new URL(address, 'http://page');
  if (!views.some((path) => toPattern(path).test(pathname))) return `there is no view ${pathname}`;
  const uid = /^\/console\/dashboards\/(.+)$/.exec(pathname)?.[1];
  if (uid === undefined) return undefined;
  const variables = dashboards.find(uid)?.templating.list.map(({ name }) => `var-${name}`);
  const other = [...searchParams.keys()].find((name) => !['from', 'to', ...(variables ?? [])].includes(name));
  return variables && other === undefined ? undefined : `${address}: there is no such dashboard, or it has no ${other ?? 'variable'}`;
}

/** Names in italics just after the address of a dashboard that are no panel of it. */
function unknownPanels(text: string): string[] {
  const places = text.replace(/\s+/g, ' ').matchAll(/`\/console\/dashboards\/([\w-]+)[^`]*`((?:, \*[^*]+\*)+)/g);
  return [...places].flatMap(([, uid = '', names = '']) => {
    const dashboard = dashboards.find(uid);
    const titles = dashboard ? panelsOf(dashboard).map(({ title }) => title) : [];
    return [...names.matchAll(/\*([^*]+)\*/g)].map(([, name = '']) => name).filter((name) => !titles.includes(name));
  });
}

describe('of the click pipeline', () => {
  describeRunbooks({
    alerts: ALERTS,
    runbooks,
    howToRead: HOW_TO_READ,
    capitals: new Set([...ERROR_CODES, ...REJECT_CODES, ...settingNames(), ...OTHER_CAPITALS]),
  });

  it.each(runbooks)('the runbook $name says first what to look at in the console, and every address leads somewhere', ({ text }) => {
    expect(sectionsOf(text).find(({ title }) => title === 'Confirm')?.body).toMatch(/^In the console first: `\/console\//);
    const addresses = readCodeSpans(withoutCode(text)).filter((span) => span.startsWith('/console/'));
    expect(addresses.flatMap((address) => faultOfAddress(address) ?? [])).toEqual([]);
    expect(unknownPanels(text)).toEqual([]);
  });

  it.each(['/console/letters', '/console/dashboards/mining-click', '/console/dashboards/mining-click-logs?var-lever=warn', '/console/failed?x="'])('%s would be found to lead nowhere', (address) => {
    expect(faultOfAddress(address)).toBeDefined();
  });

  it('a panel that there is not would be found', () => {
    expect(unknownPanels('`/console/dashboards/mining-click-queue?from=now-1h`, *Jobs by\nstate*, *Jobs by colour*: see')).toEqual(['Jobs by colour']);
  });

  it.each(ERROR_CODES)('the runbook MiningWorkerFailures says where %s leads', (code) => {
    const text = runbooks.find(({ name }) => name === 'MiningWorkerFailures')?.text ?? '';
    for (const title of ['Impact', 'Diagnose']) expect(sectionsOf(text).find((section) => section.title === title)?.body).toContain(`\`${code}\``);
  });

  it.each(ALERTS)('the runbook $name shows which lines the link to the log opens, whatever labels the alert has', (alert) => {
    const text = runbooks.find(({ name }) => name === alert.name)?.text ?? '';
    const asked = readCodeBlocks(text).filter(({ language }) => language === 'logql').map(({ code }) => code);
    expect(asked).toEqual(alert.logs === undefined ? [] : [toLogql(alert.logs, 'any')]);
    expect(sectionsOf(text).find(({ title }) => title === 'Diagnose')?.body).toContain('`logs_url`');
  });
});
