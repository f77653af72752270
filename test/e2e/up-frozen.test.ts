import { expect, it, onTestFinished } from 'vitest';
import { interrupt, makeHome, startUp, stackOf, untilUp } from '../support/up.js';

/** Three answers that do not come, with two seconds for each and between them. */
const NOTICED = { timeout: 40_000 };

it.each(['api', 'worker'] as const)('the terminal says once that the %s does not answer, since when and what to do, and once that it answers again; nobody ends it', async (name) => {
  const home = await makeHome();
  const up = startUp(home);
  const pid = (await untilUp(home, up)).pids[name] ?? 0;
  const thaw = (): void => void process.kill(pid, 'SIGCONT');
  const linesOf = (what: string) => up.output().split('\n').filter((line) => line.startsWith(`${name} ${what}`));
  process.kill(pid, 'SIGSTOP');
  onTestFinished(() => (stackOf(home) ? thaw() : undefined));
  await expect.poll(() => linesOf('does not answer'), NOTICED).toEqual([
    expect.stringMatching(new RegExp(`since \\d\\d:\\d\\d:\\d\\d \\(pid ${pid}\\): a signal has stopped it\\. kill -CONT ${pid} lets it go on; kill -9 ${pid} ends it, and it is started again\\.$`)),
  ]);
  thaw();
  await expect.poll(() => linesOf('answers again'), NOTICED).toEqual([expect.stringMatching(new RegExp(`\\(pid ${pid}\\), after \\d+ s$`))]);
  expect(linesOf('does not answer')).toHaveLength(1);
  expect(stackOf(home)?.pids[name]).toBe(pid);
  await interrupt(up);
});
