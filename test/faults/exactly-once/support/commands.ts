import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { AuditCounts } from '../../../../src/ledger/audit.js';
import { openCommand } from '../../../support/command.js';
import { eventually, randomName } from '../../../support/namespace.js';
import type { World } from './world.js';

/** Clicks on their way, sent by the command `load`, which repeats what was not answered. */
export type Load = {
  readonly journal: string;
  /** Resolves when a click was acknowledged. */
  untilAcknowledged(): Promise<void>;
  /** Ends it in order: what is on its way is waited for, and the journal is complete. */
  stop(): Promise<void>;
  /** Ends it at once, if it has not ended. */
  kill(): void;
};

export type LoadChoice = {
  /** Clicks a second. */
  readonly rate?: number;
  readonly users?: number;
};

/** What the audit counted, and what it found in words. */
export type AuditResult = { readonly counts: AuditCounts; readonly findings: string };

/** Longer than any experiment: it is stopped. */
const DURATION = '60m';
const TIMEOUT = '3s';
const NOT_AUDITED = 2;

export function startLoad(world: World, { rate = 150, users = 40 }: LoadChoice = {}): Load {
  const journal = join(world.folder, `journal-${randomName()}.ndjson`);
  const args = ['--journal', journal, '--url', world.url, '--rate', String(rate), '--users', String(users)];
  const load = run(world, ['load', ...args, '--duration', DURATION, '--timeout', TIMEOUT, '--duplicates', '0.1', '--retry']);
  return {
    journal,
    untilAcknowledged: async () => {
      await eventually(() => {
        if (load.child.exitCode !== null) throw new Error(`load has ended: ${load.output()}`);
        // From the line that it writes each second.
        return / 202: [1-9]/.test(load.output());
      });
    },
    stop: async () => {
      load.child.kill('SIGINT');
      const code = await load.ended;
      if (code !== 0) throw new Error(`load ended with code ${code}: ${load.output()}`);
    },
    kill: () => void load.child.kill('SIGKILL'),
  };
}

/** Waits until nothing of the journal is in the queue, and compares it with queue and ledger, by the command `audit`. */
export async function audit(world: World, journal: string): Promise<AuditResult> {
  const command = run(world, ['audit', '--journal', journal, '--wait', '60s']);
  const code = await command.ended;
  if (code === NOT_AUDITED || code === null) throw new Error(`the audit could not be made: ${command.output()}`);
  return { counts: parseCounts(command.output()), findings: command.output() };
}

function parseCounts(output: string): AuditCounts {
  const line = output.split('\n').find((each) => each.startsWith('acked=')) ?? '';
  const counts = line.split(' ').map((pair) => pair.split('='));
  return Object.fromEntries(counts.map(([name = '', count]) => [name, Number(count)])) as AuditCounts;
}

type RunningCommand = { readonly child: ChildProcess; readonly ended: Promise<number | null>; output(): string };

function run(world: World, args: readonly string[]): RunningCommand {
  const child = openCommand(args, { cwd: world.folder, env: world.environment });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (data) => (output += String(data)));
  return { child, output: () => output, ended: once(child, 'close').then(([code]) => code as number | null) };
}
