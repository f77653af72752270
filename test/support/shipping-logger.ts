import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { onTestFinished } from 'vitest';
import { openLogShipping } from '../../src/cli/log-shipping/open-log-shipping.js';
import type { ShippingSettings } from '../../src/cli/log-shipping/shipping-settings.js';
import { LOG_SETTINGS } from '../../src/config/config.js';
import { readSettings } from '../../src/config/read-settings.js';
import type { ClosingTimes } from '../../src/telemetry/log-shipping/log-shipping.js';
import { createLogger } from '../../src/telemetry/logger.js';
import { makeTemporaryFolder } from './servers.js';

/** What the thread runs, built. */
const THREAD = pathToFileURL(join(import.meta.dirname, '../../dist/src/cli/log-shipping/thread.js'));

/** The logger of an API, whose lines go to a file and are shipped as the settings say, from the real thread. */
export async function createShippingLogger(settings: Readonly<Record<string, string>>, closing?: ClosingTimes) {
  const file = join(await makeTemporaryFolder('shipping'), 'api.ndjson');
  let thread: Worker | undefined;
  const start = (workerData: ShippingSettings) => (thread = new Worker(THREAD, { workerData, env: {} }));
  const shipping = openLogShipping(readSettings(LOG_SETTINGS, settings), 'mining-click-api', start, closing);
  const logger = createLogger({ file, level: 'info', process: 'api', shipping });
  let closed: Promise<void> | undefined;
  const close = () => (closed ??= logger.close());
  onTestFinished(close);
  return {
    logger,
    close,
    /** Writes lines about the jobs `from`, `from + 1` and so on. */
    log: (from: number, count: number) => {
      for (let number = from; number < from + count; number += 1) logger.log.info({ jobId: String(number) }, 'job');
    },
    /** What became of the lines for a receiver; undefined when there is none of that name. */
    stateOf: (name: 'loki' | 'elasticsearch') => shipping?.states().find(({ sink }) => sink === name),
    /** Ends the thread, as a fault in it would. */
    endThread: async () => void (await thread?.terminate()),
    /** The lines in the file. */
    inFile: async () => (await readFile(file, 'utf8')).split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as Record<string, unknown>),
  };
}
