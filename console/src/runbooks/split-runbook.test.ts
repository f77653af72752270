import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readCodeBlocks, readQueryBlocks } from '../../../src/console/runbook-blocks.js';
import { splitRunbook, type CodePart } from './split-runbook.ts';

const FOLDER = new URL('../../../observability/runbooks/', import.meta.url);
const names = readdirSync(FOLDER).filter((name) => name.endsWith('.md'));
const codeOf = (markdown: string): readonly CodePart[] => splitRunbook(markdown).filter((part) => part.kind === 'code');

describe('the code of a runbook', () => {
  it.each(names)('of %s is what the server reads of it: a query has the number by which it is asked', (name) => {
    const markdown = readFileSync(new URL(name, FOLDER), 'utf8');
    expect(codeOf(markdown).map(({ language, code }) => ({ language, code }))).toEqual(readCodeBlocks(markdown).map(({ language, code }) => ({ language, code })));
    const queries = codeOf(markdown).filter((part) => part.number !== undefined);
    expect(queries.map(({ number, code }) => [number, code])).toEqual(readQueryBlocks(markdown).map(({ expr }, index) => [index + 1, expr]));
    expect(queries.length).toBeGreaterThan(0);
  });

  it('stands between what is read', () => {
    const parts = splitRunbook('1. One\n\n```sh if-installed\nls\n```\n\n2. Two\n\n```promql may-be-empty\nup\n```\n');
    expect(parts.map((part) => (part.kind === 'code' ? [part.language, part.code, part.number] : 'text'))).toEqual(['text', ['sh', 'ls', undefined], 'text', ['promql', 'up', 1]]);
  });
});
