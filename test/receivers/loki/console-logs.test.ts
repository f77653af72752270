import { afterAll, beforeAll, describe, it } from 'vitest';
import { openLogs } from '../../../src/cli/console-logs.js';
import { LOG_SETTINGS } from '../../../src/config/config.js';
import { readSettings } from '../../../src/config/read-settings.js';
import type { PrivateServer } from '../../support/servers.js';
import { expectLinesOfClick, expectProblem } from '../support/logs-of-click.js';
import { openLoki } from '../support/servers.js';
import { createShipper } from '../support/shipping.js';

let server: PrivateServer;
beforeAll(async () => void (server = await openLoki()));
afterAll(() => server.close());

describe("the console's log lines from Loki 3.7.8", () => {
  const settings = () => ({ MINING_LOG_LOKI_URL: server.url });
  const open = () => openLogs(readSettings(LOG_SETTINGS, settings())).readLogs;

  it('are those of a click, a trace or a batch, whatever stands in their ids', async () => {
    await expectLinesOfClick(await createShipper('loki', settings()), open(), 'loki');
  });

  it('are none while it is away, and it is said', async () => {
    await server.stop();
    await expectProblem(open(), 'MINING_LOG_LOKI_URL');
  });
});
