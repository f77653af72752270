import type { AuditCounts } from '../../../../src/ledger/audit.js';

export type Level = 'safe' | 'replicated' | 'fast';

/** Something that is done to a pipeline under load, after which the audit must find every click where it belongs. */
export type Experiment = {
  /** As its line begins; unique among all experiments. */
  readonly test: string;
  /** What is done, in a few words. */
  readonly about: string;
  readonly level: Level;
  /** Why the level admits that answered clicks are lost here: their number is printed, and not held to be 0. */
  readonly mayLose?: string;
};

/** An experiment at the level that is the default. */
export function defineExperiment(test: string, about: string): Experiment {
  return { test, about, level: 'safe' };
}

/** What became of one run of an experiment. Clicks, but for the seed and the seconds. */
export type ExperimentLine = Pick<Experiment, 'test' | 'level'> &
  Pick<AuditCounts, 'acked' | 'credited' | 'rejected' | 'dead_lettered' | 'lost' | 'duplicated' | 'phantom' | 'drift'> & {
    readonly seed: number;
    /** From the last fault until clicks are accepted and credited again and nothing from before it is unfinished. */
    readonly recovery_s: number;
  };

export const COLUMNS = [
  ...['test', 'seed', 'level', 'acked', 'credited', 'rejected', 'dead_lettered'],
  ...['lost', 'duplicated', 'phantom', 'drift', 'recovery_s'],
] as readonly (keyof ExperimentLine)[];

/** The columns that must be 0. */
export function requiredColumns({ mayLose }: Experiment): readonly ('lost' | 'duplicated' | 'phantom' | 'drift')[] {
  return mayLose !== undefined ? ['duplicated', 'phantom', 'drift'] : ['lost', 'duplicated', 'phantom', 'drift'];
}

export function formatLine(line: ExperimentLine): string {
  return COLUMNS.map((column) => `${column}=${line[column]}`).join(' ');
}
