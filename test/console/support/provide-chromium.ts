import type { TestProject } from 'vitest/node';
import { provideParts } from '../../../src/embedded/parts/provide-parts.js';
import { describeSurroundings } from '../../../src/embedded/parts/surroundings.js';

/** Finds or fetches the browser, which only these tests need. */
export default async function provideChromium(project: TestProject): Promise<void> {
  const say = (line: string): void => void process.stdout.write(`${line}\n`);
  const { chromium } = await provideParts(['chromium'], describeSurroundings(process.env, say));
  project.provide('chromium', chromium);
}
