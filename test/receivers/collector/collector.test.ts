import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { receiverFolder } from '../../../scripts/lib/receivers/receivers.mjs';
import { createLogger } from '../../../src/telemetry/logger.js';
import { startServer } from '../../../src/embedded/server.js';
import { eventually } from '../../support/namespace.js';
import { makeTemporaryFolder } from '../../support/servers.js';
import { openVictoriaLogs } from '../support/servers.js';
import { createVictoriaLogsReader } from '../support/victorialogs.js';

const CONFIG = join(import.meta.dirname, '../../../observability/logs/collector.yaml');
const LINES = 1_000;

it('OpenTelemetry Collector 0.149.0 brings every line of a file to VictoriaLogs once, which was away meanwhile', async () => {
  const victorialogs = await openVictoriaLogs();
  onTestFinished(() => victorialogs.close());
  const folder = await makeTemporaryFolder('collector');
  const logger = createLogger({ file: join(folder, 'api.ndjson'), level: 'info', process: 'api' });
  onTestFinished(() => logger.close());
  const log = (from: number, count: number) => {
    for (let number = from; number < from + count; number += 1) logger.log.info({ jobId: String(number) }, 'job');
  };
  const collector = await startServer({
    name: 'collector',
    command: join(receiverFolder('collector'), 'collector'),
    args: ['--config', CONFIG],
    env: { MINING_LOG_FILES: join(folder, '*.ndjson'), OTLP_LOGS_URL: `${victorialogs.url}/insert/opentelemetry/v1/logs` },
    logFile: join(folder, 'collector.log'),
    stopWithinMs: 10_000,
    startWithinMs: 10_000,
    temporaryFolder: folder,
    probe: () => Promise.resolve(),
  });
  onTestFinished(() => collector.stop());
  const { search } = createVictoriaLogsReader(victorialogs.url);
  const untilFound = (count: number) =>
    eventually(async () => {
      const rows = await search('{job=~"mining-click-.*"} | unpack_json');
      return rows.length >= count && rows;
    });
  log(0, LINES);
  await untilFound(LINES);
  await victorialogs.stop();
  log(LINES, LINES);
  const collectorLog = join(folder, 'collector.log');
  await eventually(async () => (await readFile(collectorLog, 'utf8')).includes('connection refused'));
  await victorialogs.restart();
  log(2 * LINES, LINES);
  // No line of ours: it is left out, and does not stop the others.
  await appendFile(join(folder, 'other.ndjson'), 'not JSON\n');
  logger.log.warn({}, 'last');
  const rows = await untilFound(3 * LINES + 1);
  const ids = rows.flatMap(({ jobId }) => (jobId === undefined ? [] : [Number(jobId)]));
  expect(ids.sort((one, other) => one - other)).toEqual(Array.from({ length: 3 * LINES }, (_, number) => number));
  expect(new Set(rows.map(({ _stream }) => _stream))).toEqual(
    new Set(['{job="mining-click-api",level="info"}', '{job="mining-click-api",level="warn"}']),
  );
  expect(await search('*')).toHaveLength(rows.length);
  for (const { _time, time } of rows) expect(Date.parse(String(_time))).toBe(Date.parse(String(time)));
});
