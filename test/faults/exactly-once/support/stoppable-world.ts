import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { KeptProcess } from './kept-process.js';
import { stopWhenAsked, type StopAt } from './stop-at.js';
import type { Stores } from './stores.js';
import { openWorld, type World, type WorldChoice } from './world.js';

/** A world whose processes can be stopped at a step while they run. */
export type StoppableWorld = World & {
  /** From now on the process counts its steps, and stops there. When it is started again, it runs on. */
  arm(process: KeptProcess, where: StopAt): Promise<void>;
};

export async function openStoppableWorld(stores: Stores, choice: WorldChoice = {}): Promise<StoppableWorld> {
  const folder = mkdtempSync(join(tmpdir(), 'mining-clicks-test-stops-'));
  const fileOf = (name: string): string => join(folder, `${name}.json`);
  const world = await openWorld(stores, { ...choice, prepare: (name, index) => stopWhenAsked(fileOf(`${name}-${index}`)) });
  return {
    ...world,
    arm: async (process, where) => {
      writeFileSync(fileOf(process.name), JSON.stringify(where));
      await process.kill('SIGUSR2');
    },
    close: async () => {
      await world.close();
      rmSync(folder, { recursive: true });
    },
  };
}
