import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { GeneratorMessage, GeneratorPlan, GeneratorResult } from './messages.js';

export type GeneratorRun<Reading> = {
  readonly result: GeneratorResult;
  /** What was read when the measurement began and ended. */
  readonly before: Reading;
  readonly after: Reading;
  /** Clicks accepted in all, before and after the measurement too. */
  readonly accepted: number;
};

/** Runs a generator process, and reads something when its measurement begins and when it ends. */
export async function runGenerator<Reading>(
  plan: GeneratorPlan,
  read: () => Promise<Reading>,
  signal: AbortSignal,
): Promise<GeneratorRun<Reading>> {
  const child = fork(fileURLToPath(new URL('generator.js', import.meta.url)), { signal, serialization: 'advanced' });
  const exited = once(child, 'exit');
  let before: Promise<Reading> | undefined;
  let after: Promise<Reading> | undefined;
  let result: GeneratorResult | undefined;
  let accepted = 0;
  child.on('message', (message: GeneratorMessage) => {
    if (message.say === 'ready') child.send(plan);
    if (message.say === 'measuring') before = read();
    if (message.say === 'measured') {
      after = read();
      result = message.result;
    }
    if (message.say === 'done') accepted = message.accepted;
  });
  const [code] = (await exited) as [number | null];
  if (code !== 0 || !result || !after) throw new Error('the load generator failed');
  return { result, before: await (before ?? after), after: await after, accepted };
}
