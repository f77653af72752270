import { expect, inject, it, onTestFinished } from 'vitest';
import { createLifecycle } from '../../src/cli/lifecycle.js';
import { openLastingMongo } from '../../src/cli/open-mongo.js';
import { eventually } from '../support/namespace.js';
import { startTcpProxy } from '../support/servers.js';

it('a client for a process that lives on finds a MongoDB that comes after the driver has given up', async () => {
  const proxy = await startTcpProxy(Number(new URL(inject('mongodbUrl')).port));
  proxy.cut();
  const lifecycle = createLifecycle({ graceMs: 5000, report: () => undefined });
  onTestFinished(lifecycle.stop);
  const mongo = openLastingMongo(`mongodb://127.0.0.1:${proxy.port}/?directConnection=true`, lifecycle);
  const isAnswering = () => mongo.db('admin').command({ ping: 1 }).then(() => true, () => false);
  // The driver has given up when its first connection has failed, and everything that waited for it.
  expect(await isAnswering()).toBe(false);
  proxy.restore();
  await eventually(isAnswering);
});
