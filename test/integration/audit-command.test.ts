import { dirname } from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import { type AuditedWorld, createAuditedWorld } from '../support/audited-world.js';
import { type CommandResult, runCommand } from '../support/command.js';

function audit({ file, database, prefix }: AuditedWorld, journal = file, ...more: string[]): Promise<CommandResult> {
  const env = {
    REDIS_URL: inject('redisUrl'),
    MONGODB_URL: inject('mongodbUrl'),
    MINING_MONGODB_DATABASE: database,
    MINING_REDIS_PREFIX: prefix,
  };
  return runCommand(['audit', '--journal', journal, '--wait', '200ms', ...more], { cwd: dirname(file), env });
}

describe('mining-clicks audit', () => {
  it('prints one line and ends with 0 when nothing is wrong; clicks may still be in the queue', async () => {
    const world = await createAuditedWorld();
    await world.writeJournal();
    // It says for how many it waits only if it has time to wait.
    const { code, stdout, stderr } = await audit(world, world.file, '--wait', '3s');
    expect(stdout).toBe(
      'acked=23 credited=15 rejected=3 dead_lettered=1 in_flight=4 lost=0 duplicated=0 phantom=0 drift=0\n',
    );
    expect(stderr).toContain('waiting for 4 clicks');
    expect(code).toBe(0);
  });

  it('ends with 1 and names the click when one is lost', async () => {
    const world = await createAuditedWorld();
    await world.writeJournal();
    const [click] = world.posted;
    await world.collections.clicks.deleteOne({ _id: click?.clickId ?? '' });
    const { code, stdout, stderr } = await audit(world);
    expect(stdout).toContain(' lost=1 ');
    expect(stderr).toContain(`lost: ${click?.clickId}`);
    expect(code).toBe(1);
  });

  it('names ten clicks of each kind, or every one where that is asked for', async () => {
    const world = await createAuditedWorld();
    await world.writeJournal();
    await world.collections.clicks.deleteMany({ status: 'credited' });
    const namesOf = async (...more: string[]) => (await audit(world, world.file, ...more)).stderr.match(/^lost: c[0-9a-f]{40}/gm);
    expect(await namesOf()).toHaveLength(10);
    expect(await namesOf('--all')).toHaveLength(15);
  });

  it('ends with 2 and one sentence when there is nothing to audit', async () => {
    const world = await createAuditedWorld();
    const { code, stdout, stderr } = await audit(world, 'nowhere.ndjson');
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^The audit could not be made: .*nowhere\.ndjson.*\n$/);
    expect(code).toBe(2);
  });
});
