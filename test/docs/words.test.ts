import { describe, expect, it } from 'vitest';
import { listFiles, readProjectFile, readSections, readTable } from './markdown.js';

describe('docs/glossary.md', () => {
  const rows = readTable(readProjectFile('docs/glossary.md'));
  const words = rows.map(([word = '']) => word);

  it('has each word once, in order, with a meaning', () => {
    expect(words).toEqual([...new Set(words)].sort((a, b) => a.localeCompare(b, 'en')));
    for (const [word, meaning = ''] of rows) expect(meaning.length, word).toBeGreaterThan(5);
  });

  it.each([
    ...['admit', 'replay', 'refuse', 'full', 'batch', 'ticket', 'depth', 'lag', 'credit', 'reject', 'dead letter', 'post'],
    ...['account', 'balance', 'audit', 'drain', 'bucket', 'taker', 'reaper', 'foreign click', 'fingerprint'],
    ...['idempotency key', 'click id'],
  ])('has %s', (word) => {
    expect(words).toContain(word);
  });
});

describe('docs/adr', () => {
  const records = listFiles('.md', 'docs/adr').filter((path) => !path.endsWith('README.md')).sort();
  const index = readProjectFile('docs/adr/README.md');

  it('numbers its records without a gap, and lists each with its title', () => {
    expect(records.map((path) => Number(/\/(\d{4})-[a-z-]+\.md$/.exec(path)?.[1]))).toEqual(records.map((_, position) => position + 1));
    for (const path of records) {
      const title = readSections(readProjectFile(path))[0]?.title ?? '';
      expect(index).toContain(`[${title}](${path.slice('docs/adr/'.length)})`);
    }
  });

  it.each(records)('%s has a status, a context, what was decided and what follows', (path) => {
    const sections = readSections(readProjectFile(path));
    expect(sections[0]?.body).toMatch(/^Status: (accepted|replaced by \[.+)$/m);
    expect(sections.slice(1).map(({ title }) => title.replace(/s$/, ''))).toEqual(['Context', 'Decision', 'Consequence']);
  });
});
