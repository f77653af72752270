import { once } from 'node:events';
import { userInfo } from 'node:os';
import { describe, expect, inject, it } from 'vitest';
import { openCollections } from '../../src/ledger/documents.js';
import { ensureIndexes } from '../../src/ledger/indexes.js';
import { createMongoAuditTrail } from '../../src/ledger/mongo-audit-trail.js';
import { createMongoPoster } from '../../src/ledger/mongo-poster.js';
import { makeAcceptedClick } from '../support/clicks.js';
import { runCommand, startCommand, type CommandResult } from '../support/command.js';
import { eventually, openTestDatabase } from '../support/namespace.js';
import { makeTemporaryFolder } from '../support/servers.js';

async function openLedger() {
  const { client, db } = openTestDatabase();
  await ensureIndexes(db);
  const poster = createMongoPoster(client, db, { rules: { amount: 1, cooldownMs: 0, dailyCap: 0 }, commandMs: 5000 });
  const cwd = await makeTemporaryFolder('dead-letters');
  const surroundings = (env: Readonly<Record<string, string>>) => ({ cwd, env: { MONGODB_URL: inject('mongodbUrl'), MINING_MONGODB_DATABASE: db.databaseName, MINING_REWARD_AMOUNT: '3', ...env } });
  return {
    ...openCollections(db),
    trail: createMongoAuditTrail(db, { commandMs: 5000 }),
    fail: async (count: number, userId = 'user-1'): Promise<string[]> => {
      const clicks = Array.from({ length: count }, () => makeAcceptedClick({ userId }));
      for (const click of clicks) await poster.recordFailure(click, 'LEDGER_REFUSED', 'refused\u001b[2J\nfor a test');
      return clicks.map(({ clickId }) => clickId);
    },
    run: (...args: string[]): Promise<CommandResult> => runCommand(['dead-letters', ...args], surroundings({})),
    start: (...args: string[]) => startCommand(['dead-letters', ...args], surroundings({})),
    runWith: (env: Readonly<Record<string, string>>, ...args: string[]): Promise<CommandResult> => runCommand(['dead-letters', ...args], surroundings(env)),
  };
}

describe('mining-clicks dead-letters list and show', () => {
  it('tell people and programs what failed and why', async () => {
    const ledger = await openLedger();
    const [first = '', second = ''] = await ledger.fail(2);
    const list = await ledger.run('list', '--limit', '1');
    expect(list.stdout).toMatch(new RegExp(`^ID +CODE +USER +ATTEMPTS .*\n${second}  LEDGER_REFUSED  user-1 .* open\n2 open in all.\nThere are more: add --cursor [0-9]{13}-${second}\n$`));
    const next = /--cursor (\S+)/.exec(list.stdout)?.[1] ?? '';
    expect((await ledger.run('list', '--cursor', next)).stdout).toContain(`\n${first} `);
    const page = JSON.parse((await ledger.run('list', '--oldest-first', '--json')).stdout) as { open: number; letters: { id: string }[] };
    expect([page.open, ...page.letters.map(({ id }) => id)]).toEqual([2, first, second]);
    expect((await ledger.run('list', '--newer-than', '1h', '--code', 'INTERNAL')).stdout).toBe('There is no such dead letter.\n0 open in all.\n');

    const show = await ledger.run('show', first);
    expect(show.stdout).toMatch(/^State +open$/m);
    expect(show.stdout).toMatch(/^Message +refused \[2J for a test$/m);
    expect(show.stdout).not.toContain('\u001b');
    expect(JSON.parse((await ledger.run('show', first, '--json')).stdout)).toMatchObject({ id: first, attempts: 1, payload: { clickId: first } });
  });

  it('end with 2 and a sentence when there is nothing to show', async () => {
    const ledger = await openLedger();
    expect(await ledger.run('show', 'c0')).toEqual({ code: 2, stdout: '', stderr: 'dead-letters: There is no dead letter c0: "dead-letters list --state all" names those that there are.\n' });
    expect((await ledger.run('list', '--cursor', 'here')).stderr).toContain('here is no cursor');
    const away = await ledger.runWith({ MONGODB_URL: 'mongodb://127.0.0.1:1/' }, 'list');
    expect(away.stderr).toMatch(/^dead-letters: MongoDB did not answer \(.*\): check that it runs, and MONGODB_URL; then repeat the command\.\n$/);
    expect(away.code).toBe(2);
  });
});

describe('mining-clicks dead-letters replay', () => {
  it('says first what it would do, then does it once, and writes down who did it', async () => {
    const ledger = await openLedger();
    const ids = await ledger.fail(2);
    const dry = await ledger.run('replay', '--all', '--dry-run');
    expect(dry.stdout).toBe(`2 dead letters. The reward is 3 for each click.\n${ids.map((id, index) => `${id}  credited 3, the balance is ${3 + 3 * index}\n`).join('')}Nothing was done; it would be: 2 credited.\n`);
    expect(await ledger.accounts.countDocuments()).toBe(0);

    const replayed = await ledger.run('replay', '--code', 'LEDGER_REFUSED', '--yes', '--rate', '100');
    expect(replayed.stdout).toContain(`${ids[1]}  credited 3, the balance is 6\n2 credited.\n`);
    expect(replayed.code).toBe(0);
    const again = await ledger.run('replay', ...ids, '--yes', '--json');
    expect(JSON.parse(again.stdout)).toMatchObject({ dryRun: false, matching: 2, result: 'done', counts: { 'already-replayed': 2 } });
    expect(await ledger.accounts.findOne({ _id: 'user-1' })).toMatchObject({ balance: 6, credited: 2 });

    const { entries } = await ledger.trail.list({ limit: 10 });
    const entry = { by: userInfo().username, via: 'command', act: 'replay-dead-letters', result: 'done' };
    expect(entries).toMatchObject([
      { ...entry, filter: { ids }, counts: { 'already-replayed': 2 } },
      { ...entry, filter: { code: 'LEDGER_REFUSED', limit: 100 }, counts: { credited: 2 } },
    ]);
  });

  it('ends with 1 when a click fails again, and goes on with the others', async () => {
    const ledger = await openLedger();
    await ledger.accounts.insertOne({ _id: 'broken', balance: 'not a number' } as never);
    const [broken = ''] = await ledger.fail(1, 'broken');
    await ledger.fail(1);
    const { code, stdout } = await ledger.run('replay', '--all', '--yes', '--rate', '100');
    expect(stdout).toContain(`${broken}  failed again (LEDGER_REFUSED): `);
    expect(stdout).toContain('\n1 failed, 1 credited.\n');
    expect(code).toBe(1);
  });

  it('does nothing that was not confirmed, and says how it can be', async () => {
    const ledger = await openLedger();
    await ledger.fail(1);
    const { code, stderr } = await ledger.run('replay', '--all');
    expect(stderr).toBe('dead-letters: Nothing was done: it was not confirmed. Without a terminal, add --yes.\n');
    expect(code).toBe(2);
    expect((await ledger.trail.list({ limit: 1 })).entries).toEqual([]);
    expect(await ledger.accounts.countDocuments()).toBe(0);
  });

  it('replays the oldest up to its limit, and more than 100 only when told so', async () => {
    const ledger = await openLedger();
    await ledger.deadLetters.insertMany(Array.from({ length: 102 }, (_, index) => {
      const at = new Date(Date.now() - 1000 * (200 - index));
      return { _id: `batch-${index}`, code: 'BATCH_MISSING' as const, message: 'gone', at };
    }));
    const few = await ledger.run('replay', '--all', '--dry-run');
    expect(few.stdout).toMatch(/^102 dead letters, of which the 100 oldest\./);
    expect(few.stdout).toContain('it would be: 100 unreplayable.');
    const all = await ledger.run('replay', '--all', '--limit', '500', '--allow-more-than-100', '--dry-run', '--json');
    expect(JSON.parse(all.stdout)).toMatchObject({ dryRun: true, matching: 102, counts: { unreplayable: 102 } });
  });

  it('is taken up again where it was killed: each click is credited once, and the trail shows both', async () => {
    const ledger = await openLedger();
    await ledger.fail(40);
    // Half a second after each: time enough to be killed between two of them.
    const killed = ledger.start('replay', '--all', '--yes', '--rate', '2');
    await eventually(async () => (await ledger.accounts.countDocuments({ credited: { $gte: 5 } })) > 0);
    killed.kill('SIGKILL');
    await once(killed, 'close');
    expect(await ledger.deadLetters.countDocuments({ replayedAt: { $exists: false } })).toBeGreaterThan(0);
    expect((await ledger.run('replay', '--all', '--yes', '--rate', '1000')).code).toBe(0);
    expect(await ledger.accounts.findOne({ _id: 'user-1' })).toMatchObject({ balance: 120, credited: 40 });
    expect(await ledger.deadLetters.countDocuments({ replayedAt: { $exists: true } })).toBe(40);
    expect((await ledger.trail.list({ limit: 5 })).entries.map(({ result }) => result)).toEqual(['done', 'begun']);
  });

  it('stops after the present letter when it is told to', async () => {
    const ledger = await openLedger();
    const ids = await ledger.fail(3);
    const command = ledger.start('replay', '--all', '--yes', '--rate', '0.01');
    let stdout = '';
    command.stdout?.on('data', (data) => (stdout += String(data)));
    const code = new Promise<number | null>((resolve) => void command.on('close', resolve));
    await eventually(() => stdout.includes(`${ids[0]}  credited`));
    command.kill('SIGINT');
    expect(await code).toBe(1);
    expect(stdout).toContain('1 credited; stopped, 2 left alone.');
    expect((await ledger.trail.list({ limit: 1 })).entries).toMatchObject([{ result: 'stopped', counts: { credited: 1 } }]);
  });
});
