import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { IndexDescription } from '../../ledger/indexes.js';
import { StartFault } from '../../embedded/start-fault.js';

/** One file of a backup, and how to notice that it is not what was written. */
export type BackupFile = { readonly file: string; readonly bytes: number; readonly sha256: string };

export type RedisPart = BackupFile & {
  /** The copy holds everything that was accepted before, and perhaps a little more. */
  readonly at: string;
  readonly prefix: string;
  /** Number of the database within Redis. */
  readonly database: number;
};

export type CollectionPart = BackupFile & {
  readonly name: string;
  readonly documents: number;
  readonly indexes: readonly IndexDescription[];
};

export type MongoPart = {
  /** The copy shows the ledger at an instant a little later: everything that Redis' copy calls finished is in it. */
  readonly at: string;
  readonly database: string;
  readonly collections: readonly CollectionPart[];
};

/** What a backup is; the last file to be written, so that a folder without one is none. */
export type Manifest = {
  readonly format: typeof FORMAT;
  /** Version of the program that wrote it. */
  readonly version: string;
  readonly redis: RedisPart;
  readonly mongodb: MongoPart;
};

const FORMAT = 1;
const FILE = 'manifest.json';

export async function writeManifest(folder: string, content: Omit<Manifest, 'format'>): Promise<void> {
  const manifest: Manifest = { format: FORMAT, ...content };
  const unfinished = join(folder, `.${FILE}`);
  const text = JSON.stringify({ ...manifest, sha256: digestOf(manifest) }, undefined, 2);
  await writeFile(unfinished, `${text}\n`, { mode: 0o600, flush: true });
  await rename(unfinished, join(folder, FILE));
}

/**
 * Reads the manifest and compares every file with it.
 *
 * @throws StartFault when there is none, something of it is missing, cut short or altered, or a newer program wrote it.
 */
export async function readBackup(folder: string): Promise<Manifest> {
  const { sha256, ...manifest } = await readManifest(folder);
  if (manifest.format !== FORMAT) {
    throw new StartFault(`The backup in ${folder} has format ${manifest.format}, which this version does not know: use the version that wrote it.`);
  }
  if (sha256 !== digestOf(manifest)) throw altered(join(folder, FILE));
  for (const part of [manifest.redis, ...manifest.mongodb.collections]) await checkFile(folder, part);
  return manifest;
}

async function readManifest(folder: string): Promise<Manifest & { readonly sha256: string }> {
  const text = await readFile(join(folder, FILE), 'utf8').catch(() => {
    throw new StartFault(`There is no finished backup in ${folder}: it has no ${FILE}.`);
  });
  try {
    return JSON.parse(text) as Manifest & { readonly sha256: string };
  } catch {
    throw altered(join(folder, FILE));
  }
}

async function checkFile(folder: string, { file, bytes, sha256 }: BackupFile): Promise<void> {
  const path = join(folder, file);
  const hash = createHash('sha256');
  let length = 0;
  try {
    for await (const chunk of createReadStream(path)) {
      hash.update(chunk as Buffer);
      length += (chunk as Buffer).length;
    }
  } catch {
    throw new StartFault(`${path} cannot be read: the backup is not whole. Nothing was restored.`);
  }
  if (length !== bytes || hash.digest('hex') !== sha256) throw altered(path);
}

function altered(path: string): StartFault {
  return new StartFault(`${path} is not what was written: it was cut short or altered. Nothing was restored; take another backup.`);
}

function digestOf(manifest: Manifest): string {
  return createHash('sha256').update(JSON.stringify(manifest)).digest('hex');
}
