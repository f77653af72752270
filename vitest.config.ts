import { defineConfig } from 'vitest/config';
import { ClosingLineReporter } from './test/support/closing-line-reporter.js';
import { Sequencer } from './test/support/sequencer.js';

const lane = {
  pool: 'forks' as const,
  setupFiles: ['test/support/end-with-vitest.ts'],
  testTimeout: 60_000,
  hookTimeout: 60_000,
  // A busy machine may hold up what a test waits for: no wait ends because of a second.
  expect: { poll: { timeout: 10_000 } },
};

/**
 * Tests mostly wait, for servers to start and for patience to end, so two cores, which are what a CI machine has, bear
 * three files at a time.
 */
const together = { maxWorkers: 3, sequence: { groupOrder: 0 } };

/** Whole stacks take their time to start. */
const stacks = { ...lane, testTimeout: 120_000, hookTimeout: 120_000 };

const BROWSER = 'test/console/support/provide-chromium.ts';

/** A browser, and one stack that all files look at, one after the other: what one stops, no other may miss. */
const browsers = {
  ...stacks,
  globalSetup: [BROWSER, 'test/console/support/start-stack.ts'],
  maxWorkers: 1,
  sequence: { groupOrder: 3 },
};

/** Those with an extra receiver are in a folder of their own. */
const RECEIVERS = {
  receivers: 'test/receivers/*.test.ts',
  'receivers-loki': 'test/receivers/loki/*.test.ts',
  'receivers-collector': 'test/receivers/collector/*.test.ts',
  'receivers-jaeger': 'test/receivers/jaeger/*.test.ts',
};

export default defineConfig({
  test: {
    globalSetup: ['test/support/global-setup.ts'],
    reporters: ['default', new ClosingLineReporter()],
    maxWorkers: 2,
    sequence: { sequencer: Sequencer },
    projects: [
      {
        test: {
          ...lane,
          ...together,
          name: 'unit',
          include: ['src/**/*.test.ts', 'console/src/**/*.test.ts', 'bench/**/*.test.ts', 'observability/**/*.test.ts', 'test/docs/**/*.test.ts'],
          exclude: ['observability/tests/lanes/**'],
        },
      },
      { test: { ...lane, ...together, name: 'integration', include: ['test/integration/**/*.test.ts'] } },
      { test: { ...stacks, ...together, name: 'e2e', globalSetup: [BROWSER], include: ['test/e2e/**/*.test.ts', 'test/console/opening/*.test.ts'], exclude: ['test/e2e/alone/**'] } },
      // What tells how long an answer takes.
      { test: { ...stacks, name: 'e2e-alone', include: ['test/e2e/alone/**/*.test.ts'], maxWorkers: 1, sequence: { groupOrder: 1 } } },
      {
        // Faults made on purpose, until their alerts arrive and are resolved: npm run test:faults.
        test: { ...lane, name: 'faults', include: ['test/faults/**/*.test.ts'], exclude: ['test/faults/versions/**'], maxWorkers: 2, testTimeout: 240_000, hookTimeout: 120_000, sequence: { groupOrder: 2 } },
      },
      {
        // The previous version beside this one: npm run test:versions, which needs the history.
        test: { ...lane, name: 'versions', include: ['test/faults/versions/**/*.test.ts'], maxWorkers: 1, sequence: { groupOrder: 2 } },
      },
      {
        // The tarball, installed from the registry and run: npm run test:package.
        test: { ...lane, name: 'package', include: ['test/package/**/*.test.ts'], maxWorkers: 1, testTimeout: 120_000, hookTimeout: 300_000, sequence: { groupOrder: 2 } },
      },
      {
        // What all tests before it have seen of the API's answers.
        test: { ...lane, name: 'contract', include: ['test/contract/**/*.test.ts'], maxWorkers: 1, sequence: { groupOrder: 4 } },
      },
      // The console in a real browser, on a real stack: npm run test:console. What takes its pictures: npm run screenshots.
      { test: { ...browsers, name: 'console', include: ['test/console/*.test.ts'] } },
      { test: { ...browsers, name: 'screenshots', include: ['test/console/screenshots/*.test.ts'] } },
      // Log lines sent to real receivers: npm run test:receivers, which installs them.
      ...Object.entries(RECEIVERS).map(([name, files]) => ({
        test: { ...lane, name, include: [files], maxWorkers: 2, testTimeout: 180_000, hookTimeout: 180_000, sequence: { groupOrder: 3 } },
      })),
    ],
  },
});
