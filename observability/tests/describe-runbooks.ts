import { describe, expect, it } from 'vitest';
import { readCodeBlocks } from '../../src/console/runbook-blocks.js';
import { readCodeSpans, withoutCode } from '../../test/docs/markdown.js';
import type { Alert } from '../alerts/alert.js';
import type { Runbook } from '../runbooks/read-runbooks.js';

const SECTIONS = ['Meaning', 'Impact', 'Confirm', 'Diagnose', 'Mitigate', 'Verify', 'Escalate'];

/** Runbooks of alerts that belong together, and what all of them must say. */
export type RunbookSet = {
  readonly alerts: readonly Alert[];
  readonly runbooks: readonly Runbook[];
  readonly howToRead: string;
  /** Codes, settings and other words in capitals. */
  readonly capitals: ReadonlySet<string>;
};

/** Title and text of each section of the second level, with what stands in blocks of code. */
export function sectionsOf(text: string): { title: string; body: string }[] {
  const [, ...parts] = text.split(/^## /m);
  return parts.map((part) => {
    const [title = '', ...lines] = part.split('\n');
    return { title, body: lines.join('\n').trim() };
  });
}

/** How often a click may fail, how long something may take: the numbers that an alert compares with, but for 0 and for yes and no. */
function thresholdsOf({ expr }: Alert): number[] {
  const numbers = [...expr.text.matchAll(/(?:>|<|>=|<=) (\d+(?:\.\d+)?)(?![\w.[])/g)].map(([, number]) => Number(number));
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

/** The tests of all that is alike in runbooks. */
export function describeRunbooks({ alerts, runbooks, howToRead, capitals }: RunbookSet): void {
  it('there is one for each alert, and no more', () => {
    expect(alerts.length).toBeGreaterThan(0);
    expect(runbooks.map(({ name }) => name)).toEqual(alerts.map(({ name }) => name).sort());
  });

  describe.each(alerts.map((alert) => ({ alert, name: alert.name })))('the runbook $name', ({ alert, name }) => {
    const text = runbooks.find((runbook) => runbook.name === name)?.text ?? '';
    const sections = sectionsOf(text);

    it('begins with severity and time of the alert, and with how to read it', () => {
      const fires = alert.for === undefined ? 'at once' : `after ${alert.for}`;
      expect(text.split('\n\n').slice(0, 3)).toEqual([`# ${name}`, `**${alert.severity}**, fires ${fires}.`, howToRead]);
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

    it('names codes and settings that exist', () => {
      const spans = readCodeSpans(withoutCode(text));
      expect(spans.filter((span) => /^[A-Z][A-Z_]{3,}$/.test(span) && !capitals.has(span))).toEqual([]);
    });
  });
}
