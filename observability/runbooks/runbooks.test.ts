import { describe, expect, it } from 'vitest';
import { readCodeSpans, withoutCode } from '../../test/docs/markdown.js';
import { settingNames } from '../../test/docs/settings-pages.js';
import { ERROR_CODES, REJECT_CODES } from '../../src/click/codes.js';
import type { Alert } from '../alerts/alert.js';
import { toLogql } from '../log-queries/print-logql.js';
import { ALERTS } from '../rules.js';
import { readCodeBlocks, readRunbooks } from './read-runbooks.js';

const SECTIONS = ['Meaning', 'Impact', 'Confirm', 'Diagnose', 'Mitigate', 'Verify', 'Escalate'];
const HOW_TO_READ = `Queries: paste them into Prometheus; \`npm start\` prints its address. Commands: for the folder in which \`npm start\` runs,
with the default ports. In a deployment of your own, use your addresses, your process manager and your log store.`;

const runbooks = readRunbooks();

/** Title and text of each section of the second level, with what stands in blocks of code. */
function sectionsOf(text: string): { title: string; body: string }[] {
  const [, ...parts] = text.split(/^## /m);
  return parts.map((part) => {
    const [title = '', ...lines] = part.split('\n');
    return { title, body: lines.join('\n').trim() };
  });
}

/** How often a click may fail, how long something may take: the numbers that an alert compares with, but for 0. */
function thresholdsOf({ expr }: Alert): number[] {
  const numbers = [...expr.text.matchAll(/(?:>|<|==|>=|<=) (\d+(?:\.\d+)?)(?![\w.[])/g)].map(([, number]) => Number(number));
  return [...new Set(numbers)].filter((number) => number > 0);
}

/** A number as a page may write it: `4,500`, `0.05`, `5 %`, and milliseconds or minutes for seconds. */
function waysToWrite(number: number): string[] {
  const short = (value: number) => String(Number(value.toPrecision(6)));
  return [
    number.toLocaleString('en-US', { maximumFractionDigits: 6 }),
    `${short(number * 100)} %`,
    `${short(number * 1000)} milliseconds`,
    `${short(number / 60)} minutes`,
  ];
}

const wordsOfNumber: Readonly<Record<number, string>> = { 1: 'more than one', 2: 'more than twice' };

function isWritten(number: number, text: string): boolean {
  const plain = text.replace(/\s+/g, ' ');
  const ways = [...waysToWrite(number), wordsOfNumber[number] ?? []].flat();
  return ways.some((way) => new RegExp(`(^|[^\\d.,])${way.replace('.', '\\.')}($|[^\\d])`).test(plain));
}

describe('the runbooks', () => {
  it('are one for each alert, and no more', () => {
    expect(ALERTS.length).toBeGreaterThan(0);
    expect(runbooks.map(({ name }) => name)).toEqual(ALERTS.map(({ name }) => name).sort());
  });
});

describe.each(ALERTS.map((alert) => ({ alert, name: alert.name })))('the runbook $name', ({ alert, name }) => {
  const text = runbooks.find((runbook) => runbook.name === name)?.text ?? '';
  const sections = sectionsOf(text);

  it('begins with severity and time of the alert, and with how to read it', () => {
    const fires = alert.for === undefined ? 'at once' : `after ${alert.for}`;
    expect(text.split('\n\n').slice(0, 3)).toEqual([`# ${name}`, `**${alert.severity}**, fires ${fires}.`, HOW_TO_READ]);
  });

  it('has every section, in order, with something in it', () => {
    expect(sections.map(({ title }) => title)).toEqual(SECTIONS);
    for (const { title, body } of sections) expect(body.length, title).toBeGreaterThan(10);
  });

  it('says in its meaning where the alert begins', () => {
    const meaning = sections[0]?.body ?? '';
    // How many events a window must have says nothing to whoever was paged.
    const thresholds = thresholdsOf(alert).filter((number) => alert.labels?.['slo'] === undefined || number < 1);
    expect(thresholds.filter((number) => !isWritten(number, meaning))).toEqual([]);
  });

  it('numbers its steps without a gap in each section', () => {
    for (const { title, body } of sections) {
      const steps = [...body.matchAll(/^(\d+)\. /gm)].map(([, step]) => Number(step));
      expect(steps, title).toEqual(steps.map((_, index) => index + 1));
    }
  });

  it('shows what to look at, in numbers, before and after', () => {
    for (const title of ['Confirm', 'Diagnose', 'Verify']) {
      const body = sections.find((section) => section.title === title)?.body ?? '';
      const leads = readCodeBlocks(body).length > 0 || /\]\(\w+\.md\)/.test(body) || name === 'Watchdog';
      expect(leads, title).toBe(true);
    }
  });

  it('shows which lines the link to the log opens, whatever labels the alert has', () => {
    const asked = readCodeBlocks(text).filter(({ language }) => language === 'logql').map(({ code }) => code);
    expect(asked).toEqual(alert.logs === undefined ? [] : [toLogql(alert.logs, 'any')]);
    expect(sections.find(({ title }) => title === 'Diagnose')?.body).toContain('`logs_url`');
  });

  it('names codes and settings that exist', () => {
    const spans = readCodeSpans(withoutCode(text));
    const known = new Set<string>([...ERROR_CODES, ...REJECT_CODES, ...settingNames(), ...OTHER_CAPITALS]);
    expect(spans.filter((span) => /^[A-Z][A-Z_]{3,}$/.test(span) && !known.has(span))).toEqual([]);
  });
});

/** Words in capitals that others say: Redis' commands and errors, MongoDB's states, Node's errors. */
const OTHER_CAPITALS = ['FLUSHDB', 'FLUSHALL', 'PONG', 'MISCONF', 'NOPERM', 'PRIMARY', 'ECONNREFUSED'];
