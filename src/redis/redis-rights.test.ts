import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { USED_COMMANDS } from './redis-rights.js';

const SOURCE = fileURLToPath(new URL('../', import.meta.url));
const BULLMQ_SCRIPTS = join(dirname(createRequire(import.meta.url).resolve('bullmq')), '../esm/scripts');
/** Scripts of BullMQ that adding tickets, and taking, finishing, repeating and rescuing jobs run. */
const USED = ['addStandardJob-9', 'moveToActive-11', 'moveToFinished-14', 'moveToDelayed-11', 'moveStalledJobsToWait-9', 'extendLocks-1', 'extendLock-2', 'retryJob-11'];

function commandsIn(text: string): string[] {
  return [...text.matchAll(/\b(?:redis\.|r)p?call\(['"](\w+)/g)].map(([, name = '']) => name.toLowerCase());
}

const own = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.lua'));
const ownCommands = own.flatMap((file) => commandsIn(readFileSync(join(SOURCE, file), 'utf8')));
const bullmqCommands = USED.flatMap((name) => commandsIn(readFileSync(join(BULLMQ_SCRIPTS, `${name}.js`), 'utf8')));

/** What is sent outside of scripts. */
const SENT = ['ping', 'info', 'config|get', 'client|setname', 'eval', 'evalsha', 'bzpopmin', 'wait'];

describe('the commands that API and worker use', () => {
  it('are found in the scripts', () => {
    expect(ownCommands).toContain('rename');
    expect(bullmqCommands).toContain('rpoplpush');
  });

  it('are those of our scripts, of the scripts of BullMQ that we use, and those sent by themselves', () => {
    const used = new Set([...ownCommands, ...bullmqCommands, ...SENT]);
    expect([...USED_COMMANDS].sort()).toEqual([...used].sort());
  });
});
