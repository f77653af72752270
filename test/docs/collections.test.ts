import { MongoClient } from 'mongodb';
import { describe, expect, it } from 'vitest';
import { openCollections } from '../../src/ledger/documents.js';
import { listFiles, readCodeSpans, readProjectFile, readSections, readTable } from './markdown.js';

/** Nothing is connected: they are only named. */
const names = Object.values(openCollections(new MongoClient('mongodb://127.0.0.1/').db('ledger'))).map(({ collectionName }) => collectionName);

function documentedIn(page: string, title: string): string[] {
  const section = readSections(readProjectFile(page)).find((each) => each.title === title);
  return readTable(section?.body ?? '').flatMap(([name = '']) => readCodeSpans(name));
}

describe('the collections of the ledger', () => {
  it.each([
    ['docs/data.md', 'What MongoDB holds'],
    ['src/ledger/README.md', 'The ledger'],
  ])('are those of %s', (page, title) => {
    expect(documentedIn(page, title).sort()).toEqual([...names].sort());
  });

  it('are named in one place', () => {
    const files = listFiles('.ts', 'src').filter((file) => /\.collection(<\w+>)?\('/.test(readProjectFile(file)));
    expect(files).toEqual(['src/ledger/documents.ts']);
  });
});
