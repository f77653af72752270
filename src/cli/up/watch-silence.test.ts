import { expect, it, onTestFinished, vi } from 'vitest';
import { silenceLine, watchSilence } from './watch-silence.js';

/** Watches one that answers (`+`) or not (`-`) in this order, and then always; gives what was told when all of it has been asked. */
async function toldOf(answers: string): Promise<string[]> {
  const told: string[] = [];
  let asked = 0;
  const probe = (): Promise<void> => {
    asked += 1;
    return answers[asked - 1] === '-' ? Promise.reject(new Error('no answer')) : Promise.resolve();
  };
  onTestFinished(watchSilence(probe, { onSilent: () => void told.push('silent'), onAnswer: () => void told.push('answers') }, 1));
  await vi.waitUntil(() => asked > answers.length + 1, { timeout: 10_000 });
  return told;
}

it('who is silent is told of once, and once that it answers again', async () => {
  expect(await toldOf('+++')).toEqual([]);
  expect(await toldOf('+-------+')).toEqual(['silent', 'answers']);
  expect(await toldOf('---+---+')).toEqual(['silent', 'answers', 'silent', 'answers']);
});

it('an answer or two that are missing are not told of', async () => {
  expect(await toldOf('-+--+-+--')).toEqual([]);
});

it('after its end nobody is told of anything', async () => {
  let refuse = (): void => undefined;
  const told: string[] = [];
  const probe = vi.fn(() => new Promise<void>((_, reject) => (refuse = () => reject(new Error('no answer')))));
  const end = watchSilence(probe, { onSilent: () => void told.push('silent'), onAnswer: () => void told.push('answers') }, 1);
  for (const times of [2, 3]) {
    refuse();
    await vi.waitUntil(() => probe.mock.calls.length === times, { timeout: 10_000 });
  }
  end();
  refuse();
  await new Promise(setImmediate);
  expect(told).toEqual([]);
});

it('the line of one that runs names its log and how to end it', () => {
  expect(silenceLine('worker', process.pid, Date.now(), 'logs/worker.ndjson')).toMatch(
    new RegExp(`^worker does not answer since \\d\\d:\\d\\d:\\d\\d \\(pid ${process.pid}\\): .*logs/worker\\.ndjson; kill -9 ${process.pid} ends it`),
  );
});
