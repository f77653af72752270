import { describe, expect, it } from 'vitest';
import { packZip } from '../../../test/support/pack-zip.js';
import { readZipEntry } from './zip-entry.js';

const program = Buffer.from('#!/bin/sh\necho mongod\n'.repeat(200));

describe('readZipEntry', () => {
  it.each(['deflated', 'stored'] as const)('reads a %s file by the end of its name', (method) => {
    const archive = packZip({ 'fiftyone/db/__init__.py': Buffer.from('x'), 'fiftyone/db/bin/mongod': program }, method);
    expect(readZipEntry(archive, '/bin/mongod')).toEqual(program);
  });

  it('reads an empty file', () => {
    expect(readZipEntry(packZip({ 'a/empty': Buffer.alloc(0) }, 'deflated'), '/empty')).toHaveLength(0);
  });

  it('says when the file is not there', () => {
    expect(() => readZipEntry(packZip({ 'a/b': program }, 'deflated'), '/bin/mongod')).toThrow('holds no file /bin/mongod');
  });

  it('refuses what is not a ZIP archive', () => {
    expect(() => readZipEntry(Buffer.from('<html>not found</html>'), '/bin/mongod')).toThrow('not a ZIP archive');
  });

  it('refuses a file that is larger than its directory says', () => {
    const archive = packZip({ 'bin/mongod': program }, 'deflated');
    const sizeInDirectory = archive.indexOf(Buffer.from([0x50, 0x4b, 0x01, 0x02])) + 24;
    archive.writeUInt32LE(10, sizeInDirectory);
    expect(() => readZipEntry(archive, '/mongod')).toThrow();
  });
});
