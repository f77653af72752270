import { describe, expect, it } from 'vitest';
import { settingNames } from '../../test/docs/settings-pages.js';
import { ERROR_CODES, REJECT_CODES } from '../../src/click/codes.js';
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

describe('of the click pipeline', () => {
  describeRunbooks({
    alerts: ALERTS,
    runbooks,
    howToRead: HOW_TO_READ,
    capitals: new Set([...ERROR_CODES, ...REJECT_CODES, ...settingNames(), ...OTHER_CAPITALS]),
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
