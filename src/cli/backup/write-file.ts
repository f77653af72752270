import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Transform, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { BackupFile } from './manifest.js';

/** Writes a file of a backup, for its owner alone, and tells what was written. */
export async function writeBackupFile(folder: string, file: string, content: Readable, ...through: Transform[]): Promise<BackupFile> {
  const hash = createHash('sha256');
  let bytes = 0;
  const measure = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      bytes += chunk.length;
      done(null, chunk);
    },
  });
  await pipeline([content, ...through, measure, createWriteStream(join(folder, file), { mode: 0o600, flags: 'wx', flush: true })]);
  return { file, bytes, sha256: hash.digest('hex') };
}
