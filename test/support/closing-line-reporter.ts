import type { Reporter, TestModule } from 'vitest/node';

/** Ends the output with "N passed, N failed", a line that CI reads for any runner. */
export class ClosingLineReporter implements Reporter {
  #announced = false;

  onTestRunEnd(modules: readonly TestModule[], faults: readonly unknown[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const failedTests = tests.filter((test) => test.result().state === 'failed').length;
    const brokenFiles = modules.filter((module) => module.errors().length > 0).length;
    const passed = tests.filter((test) => test.result().state === 'passed').length;
    const failed = failedTests + brokenFiles + faults.length;
    if (this.#announced) return;
    this.#announced = true;
    // After everything that the other reporters and the tear-down still have to say.
    process.once('exit', () => process.stdout.write(`\n${passed} passed, ${failed} failed\n`));
  }
}
