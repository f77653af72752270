import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** One of the things that are measured side by side. */
export type Contender = {
  readonly name: string;
  /** What Node is started with. */
  readonly api: readonly string[];
  readonly worker?: readonly string[];
  /** Takes many clicks in one request, and credits many in one transaction. */
  readonly hasBatches?: boolean;
  /** Added to what all are told. */
  readonly environment?: Readonly<Record<string, string>>;
};

const program = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** Bare Fastify that answers 202. */
export const floor: Contender = { name: 'floor', api: [program('floor.js')] };

/** What the libraries' documentation leads to. */
export const plain: Contender = {
  name: 'plain',
  api: [program('plain/api.js')],
  worker: [program('plain/worker.js')],
};

/** A built checkout of this project; where its build has the command is said by its package.json. */
export function ours(name: string, folder: string): Contender {
  const program = command(folder);
  return { name, api: [program, 'api'], worker: [program, 'worker'], hasBatches: true };
}

/** The command of a built checkout. */
export function command(folder: string): string {
  const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { bin: Record<string, string> };
  return join(folder, bin['mining-clicks'] ?? '');
}

/** The same build with stand-ins for its metrics and log lines. */
export function unobserved(name: string, folder: string): Contender {
  const { api, worker = [] } = ours(name, folder);
  const standIns = ['--import', program('unobserved/register.js')];
  return { name, api: [...standIns, ...api], worker: [...standIns, ...worker] };
}
