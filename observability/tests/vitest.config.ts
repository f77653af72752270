import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { ClosingLineReporter } from '../../test/support/closing-line-reporter.js';

const lane = (name: string, hookTimeout: number) => ({
  pool: 'forks' as const,
  setupFiles: ['test/support/end-with-vitest.ts'],
  name,
  include: [`observability/tests/lanes/${name}.test.ts`],
  testTimeout: hookTimeout,
  maxConcurrency: 2,
  hookTimeout,
});

/** What needs promtool and no server: the rules' cases, and the same cases on rules that are wrong on purpose. */
export default defineConfig({
  root: fileURLToPath(new URL('../../', import.meta.url)),
  test: {
    globalSetup: ['observability/tests/find-promtool.ts'],
    reporters: ['default', new ClosingLineReporter()],
    maxWorkers: 2,
    projects: [{ test: lane('rules', 60_000) }, { test: lane('rules-mutation', 300_000) }],
  },
});
