import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** These need what the stack has gone through in the tests before them, or an alert that fires after a minute. */
const LAST = /\/test\/console\/(alerts|dashboards|runbooks)\.test\.ts$/;

/** The order that vitest chooses, but for the files that need a history. */
export class Sequencer extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isLast = ({ moduleId }: TestSpecification): boolean => LAST.test(moduleId);
    return [...sorted.filter((file) => !isLast(file)), ...sorted.filter(isLast)];
  }
}
