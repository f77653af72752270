import { expect } from 'vitest';
import { audit, startLoad, type AuditResult, type LoadChoice } from './commands.js';
import { formatLine, requiredColumns, type Experiment, type ExperimentLine } from './line.js';
import { createRandom, type Random } from './random.js';
import { recordLine } from './results.js';
import type { World } from './world.js';

export type ExperimentChoice = LoadChoice & {
  /** Makes the faults; comes back when the last one is over. */
  readonly makeFaults: (random: Random) => Promise<void>;
};

/**
 * One run of an experiment: clicks under way, the faults, recovery, the audit. Prints and records its line.
 *
 * @throws when the audit finds anything that the experiment does not admit; journals and logs are kept then.
 */
export async function runExperiment(world: World, experiment: Experiment, seed: number, choice: ExperimentChoice): Promise<ExperimentLine> {
  const { test, level } = experiment;
  const load = startLoad(world, choice);
  try {
    await load.untilAcknowledged();
    await choice.makeFaults(createRandom(seed));
    const recovery = await world.measureRecovery();
    await load.stop();
    const result = await audit(world, load.journal);
    const { in_flight: inFlight, ...counts } = result.counts;
    const line = { test, seed, level, ...counts, recovery_s: Math.round(recovery * 10) / 10 };
    recordLine(experiment, line);
    requireExact(experiment, line, result);
    expect(inFlight, 'clicks still in the queue').toBe(0);
    return line;
  } catch (fault) {
    world.keepFolder();
    process.stdout.write(`${test} with seed ${seed} failed; journals and logs are in ${world.folder}\n`);
    throw fault;
  } finally {
    load.kill();
  }
}

function requireExact(experiment: Experiment, line: ExperimentLine, { findings }: AuditResult): void {
  const wrong = requiredColumns(experiment).filter((column) => line[column] !== 0);
  expect(wrong, `${formatLine(line)}\n${findings}`).toEqual([]);
}
