import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** These need what the stack has gone through in the tests before them, or an alert that fires after a minute. */
const LAST = /\/test\/console\/(alerts|dashboards|runbooks)\.test\.ts$/;

/**
 * These take minutes, in which they mostly wait for alerts: begun last, they would run on when all others have ended. What
 * tells how long clicks take has the quietest company beside them.
 */
const FIRST = ['generated-rules', 'stores/hot-user', 'faults'].map((name) => `/test/faults/${name}.test.ts`);

/** The order that vitest chooses, but for the files that need a history and those that take longest. */
export class Sequencer extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isLast = ({ moduleId }: TestSpecification): boolean => LAST.test(moduleId);
    const first = FIRST.flatMap((path) => sorted.filter(({ moduleId }) => moduleId.endsWith(path)));
    const others = sorted.filter((file) => !isLast(file) && !first.includes(file));
    return [...first, ...others, ...sorted.filter(isLast)];
  }
}
