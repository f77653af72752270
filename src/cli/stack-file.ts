import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RewardRules } from '../click/reward-policy.js';
import { isRunning } from '../embedded/processes.js';
import type { PromisedLevel } from '../redis/redis-guarantees.js';

/** Where the parts of a running stack are; written by `up`, read by every command that looks for it. */
export type StackFile = {
  readonly api: string;
  readonly worker: string;
  /** The link to the console, with a token of the scope `admin` in it. */
  readonly console: string;
  /** The addresses that Prometheus reads. */
  readonly metrics: readonly string[];
  readonly prometheus?: string;
  readonly alertmanager?: string;
  /** With full rights. */
  readonly redisUrl: string;
  readonly mongodbUrl: string;
  readonly mongodbDatabase: string;
  /** What it was started to promise of a 202: `MINING_DURABILITY`. */
  readonly durability: PromisedLevel;
  /** What its worker credits. */
  readonly rewardRules: RewardRules;
  readonly queue: { readonly name: string; readonly prefix: string };
  /** The folder of api.ndjson and worker.ndjson, as an absolute path. */
  readonly logs: string;
  /** The processes that `up` runs; what was given by its address has none. */
  readonly pids: Readonly<Partial<Record<StackProcess, number>>>;
};

export type StackProcess = 'api' | 'worker' | 'redis' | 'mongod' | 'prometheus' | 'alertmanager';

const FILE = 'stack.json';

/** Replaces the file in one step: a reader sees the old one or the new one, never a part. */
export function writeStackFile(folder: string, stack: StackFile): void {
  const unfinished = join(folder, `.${FILE}.${process.pid}`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(unfinished, `${JSON.stringify(stack, undefined, 2)}\n`, { mode: 0o600 });
  renameSync(unfinished, join(folder, FILE));
}

/** The stack that runs in this folder. One whose processes have all ended was killed and could not clean up. */
export function readStackFile(folder: string): StackFile | undefined {
  try {
    const stack = JSON.parse(readFileSync(join(folder, FILE), 'utf8')) as StackFile;
    return Object.values(stack.pids).some(isRunning) ? stack : undefined;
  } catch {
    return undefined;
  }
}

export function removeStackFile(folder: string): void {
  rmSync(join(folder, FILE), { force: true });
}
