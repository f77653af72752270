import Fastify from 'fastify';
import { expect, it, onTestFinished, vi } from 'vitest';
import { refuseOverload } from './refuse-overload.js';

async function openApp() {
  const app = Fastify();
  refuseOverload(app, { eventLoopMs: 50, heapBytes: 0, rssBytes: 0 }, () => {});
  app.get('/', () => 'done');
  await app.ready();
  onTestFinished(() => app.close());
  return app;
}

it('a process that is late because it begins is not overloaded; two seconds later it is', async () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  onTestFinished(() => void vi.useRealTimers());
  const app = await openApp();
  const statusOf = async () => (await app.inject('/')).statusCode;
  const isLate = () => {
    const end = Date.now() + 150;
    while (Date.now() < end);
    return app.isUnderPressure();
  };
  await vi.waitUntil(isLate, { timeout: 10_000, interval: 0 });
  expect(await statusOf()).toBe(200);
  vi.advanceTimersByTime(2000);
  await vi.waitUntil(isLate, { timeout: 10_000, interval: 0 });
  expect(await statusOf()).not.toBe(200);
});
