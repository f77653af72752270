import type { TestProject } from 'vitest/node';
import { findProgram } from '../../src/embedded/parts/find-program.js';
import { provideParts } from '../../src/embedded/parts/provide-parts.js';
import { describeSurroundings } from '../../src/embedded/parts/surroundings.js';

/** promtool comes with Prometheus, which is installed if it is missing. */
export default async function findPromtool(project: TestProject): Promise<void> {
  await provideParts(['prometheus'], describeSurroundings(process.env, (line) => void process.stdout.write(`${line}\n`)));
  const promtool = findProgram(['promtool'], process.env['PATH'] ?? '');
  if (promtool === undefined) throw new Error('There is a prometheus on the PATH but no promtool, which comes with it: install both.');
  project.provide('promtool', promtool);
}
