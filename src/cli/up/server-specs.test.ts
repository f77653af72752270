import { expect, it } from 'vitest';
import { serverSpecs } from './server-specs.js';
import type { UpSettings } from './settings.js';

it('the API of a stack reads the log lines of its console from the folder that both processes write to', () => {
  const place = { host: '127.0.0.1', port: 1, url: 'http://127.0.0.1:1' };
  const settings = { env: {}, logs: '/var/logs', api: place, worker: place, runs: { redis: false, mongod: false, prometheus: false } } as unknown as UpSettings;
  const { api, worker } = serverSpecs(settings, {});
  expect(api?.env).toMatchObject({ MINING_CONSOLE_LOGS_FOLDER: '/var/logs', MINING_LOG_FILE: '/var/logs/api.ndjson' });
  expect(worker?.env).toEqual({ MINING_LOG_FILE: '/var/logs/worker.ndjson' });
});
