import { afterAll, beforeAll, describe, it } from 'vitest';
import { openLogs } from '../../src/cli/console-logs.js';
import { LOG_SETTINGS } from '../../src/config/config.js';
import { readSettings } from '../../src/config/read-settings.js';
import type { PrivateServer } from '../support/servers.js';
import { expectLinesOfClick, expectProblem } from './support/logs-of-click.js';
import { openElasticsearch } from './support/servers.js';
import { createShipper } from './support/shipping.js';

let server: PrivateServer;
beforeAll(async () => void (server = await openElasticsearch()));
afterAll(() => server.close());

describe("the console's log lines from Elasticsearch 8.19.21", () => {
  const settings = () => ({ MINING_LOG_ELASTICSEARCH_URL: server.url });
  const open = () => openLogs(readSettings(LOG_SETTINGS, settings())).readLogs;

  it('are those of a click, a trace or a batch, by whole terms', async () => {
    await expectLinesOfClick(await createShipper('elasticsearch', settings()), open(), 'elasticsearch');
  });

  it('are none while it is away, and it is said', async () => {
    await server.stop();
    await expectProblem(open(), 'MINING_LOG_ELASTICSEARCH_URL');
  });
});
