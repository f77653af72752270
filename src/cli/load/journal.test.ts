import { appendFile, mkdir, readFile, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createClickId } from '../../click/click-id.js';
import { makeTemporaryFolder } from '../../../test/support/servers.js';
import { readJournal } from '../audit/read-journal.js';
import { openJournal } from './journal.js';
import type { AttemptLine, JournalLine } from './journal-line.js';

const RUN = { run: 'cafe0001', started: 1000, url: 'http://127.0.0.1', users: 2, timeoutMs: 500 };
const END = { end: RUN.run, ended: 9000 };

function attempt(key: string, status: number | null, more: Partial<AttemptLine> = {}): AttemptLine {
  return { key, user: 'load-cafe0001-1', sent: 2000, received: 2100, status, kind: 'first', ...more };
}

async function write(file: string, lines: readonly JournalLine[]): Promise<void> {
  const journal = await openJournal(file, () => undefined);
  for (const line of lines) journal.write(line);
  await journal.close();
}

async function newFile(): Promise<string> {
  return join(await makeTemporaryFolder('journal'), 'journal.ndjson');
}

describe('a journal', () => {
  it('tells of each click what the client knows of it', async () => {
    const file = await newFile();
    await write(file, [
      RUN,
      attempt('accepted', null),
      attempt('accepted', 202, { clickId: 'the-id' }),
      attempt('refused', 429),
      attempt('refused', 503, { outcome: 'not-accepted' }),
      attempt('safe', 429, { outcome: 'accepted' }),
      attempt('left-open', 503, { outcome: 'unknown' }),
      attempt('left-open', 429),
      attempt('crashed', 500),
      attempt('known', 429, { outcome: 'accepted' }),
      END,
    ]);
    const { clicks, ownUsers } = await readJournal(file);
    expect(clicks.map(({ key, knowledge }) => [key, knowledge])).toEqual([
      ['accepted', 'acknowledged'],
      ['refused', 'refused'],
      ['safe', 'acknowledged'],
      ['left-open', 'unknown'],
      ['crashed', 'unknown'],
      ['known', 'acknowledged'],
    ]);
    expect(clicks.map(({ clickId }) => clickId).slice(0, 2)).toEqual(['the-id', createClickId('load-cafe0001-1', 'refused')]);
    expect([...ownUsers]).toEqual([
      ['load-cafe0001-1', {}],
      ['load-cafe0001-2', {}],
    ]);
  });

  it('without its end knows from when on it may be incomplete', async () => {
    const file = await newFile();
    await write(file, [RUN, attempt('accepted', 202, { received: 7000 })]);
    const { ownUsers } = await readJournal(file);
    expect(ownUsers.get('load-cafe0001-1')).toEqual({ incompleteFrom: 7000 - RUN.timeoutMs - 1000 });
  });

  it('that was cut in a line goes on with the next run', async () => {
    const file = await newFile();
    await write(file, [RUN, attempt('accepted', 202), attempt('cut-short', 202)]);
    await truncate(file, (await readFile(file)).length - 20);
    expect((await readJournal(file)).clicks).toHaveLength(1);
    await write(file, [{ ...RUN, run: 'cafe0002' }, attempt('another', 202), { ...END, end: 'cafe0002' }]);
    const { clicks, ownUsers } = await readJournal(file);
    expect(clicks.map(({ key }) => key)).toEqual(['accepted', 'another']);
    expect(ownUsers.get('load-cafe0001-1')?.incompleteFrom).toBeDefined();
    expect(ownUsers.get('load-cafe0002-1')).toEqual({});
  });

  it('that is broken anywhere else is refused', async () => {
    const file = await newFile();
    await write(file, [RUN]);
    await appendFile(file, 'what is this\n');
    await write(file, [attempt('accepted', 202)]);
    await expect(readJournal(file)).rejects.toThrow('line 2 is no line of a journal');
  });

  it('of another program needs no more than one line for each attempt', async () => {
    const file = await newFile();
    await appendFile(file, '{"key":"key-00001","user":"alice","sent":"2026-11-23T10:00:00Z","status":202,"clickId":"c1"}\n');
    const { clicks, ownUsers } = await readJournal(file);
    expect(clicks).toEqual([{ userId: 'alice', key: 'key-00001', clickId: 'c1', knowledge: 'acknowledged' }]);
    expect(ownUsers.size).toBe(0);
  });

  it('that cannot be written says so', async () => {
    const folder = join(await makeTemporaryFolder('journal'), 'folder');
    await mkdir(folder);
    await expect(openJournal(folder, () => undefined)).rejects.toThrow('EISDIR');
  });
});
