import type { Redis } from 'ioredis';
import type { Queue } from 'bullmq';
import type { Db } from 'mongodb';
import type { ApiSettings } from '../config/config.js';
import { createElasticsearchLogs } from '../console/elasticsearch-logs.js';
import { createFindClicks } from '../console/find-click.js';
import { createFolderLogs } from '../console/folder-logs.js';
import type { FoundParts, ReadLogs } from '../console/found.js';
import { readNoLogs } from '../console/log-lines.js';
import { createLokiLogs } from '../console/loki-logs.js';
import { createQueueControl } from '../console/queue-control.js';
import { createListUserClicks } from '../console/user-clicks.js';
import type { AdminParts } from '../http/routes/admin.js';
import { createMongoClickHistory } from '../ledger/mongo-click-history.js';
import { createQueueSwitch } from '../queue/bullmq-queue-switch.js';
import { withQueueDeadline } from '../queue/queue-faults.js';
import { createPauseRecordReader } from '../queue/redis-pause-record.js';
import { createQueueStateReader } from '../queue/redis-queue-state.js';
import { createQueuedClickReader } from '../queue/redis-queued-clicks.js';
import type { RedisKeys } from '../redis/redis-keys.js';
import { searchUrl } from '../telemetry/log-shipping/elasticsearch.js';
import { queryUrl } from '../telemetry/log-shipping/loki.js';
import { openHttpSender } from './log-shipping/http-sender.js';
import { shippingSettingsOf } from './log-shipping/shipping-settings.js';

/** A person waits longer than a click may. */
const REDIS_DEADLINE_MS = 2000;
/** Of log files, for one question. */
const FILES = { mostBytes: 64 * 1024 * 1024, withinMs: 3000 };

export type FoundOptions = {
  readonly redis: Redis;
  readonly keys: RedisKeys;
  readonly queue: Queue;
  readonly db: Db;
  readonly admin: AdminParts;
  readonly readLogs: ReadLogs;
  /** Milliseconds that one command of MongoDB may take. */
  readonly commandMs: number;
};

/** What the console finds of single clicks, and how it acts on the queue. */
export function createFoundParts({ redis, keys, queue, db, admin, readLogs, commandMs }: FoundOptions): FoundParts {
  const history = createMongoClickHistory(db, { commandMs });
  const readState = createQueueStateReader(redis, keys);
  const readPauses = createPauseRecordReader(redis, keys);
  return {
    findClicks: createFindClicks({ queued: createQueuedClickReader(redis, keys, REDIS_DEADLINE_MS), history, letters: admin.letters, readLogs }),
    listClicks: createListUserClicks(history),
    readLogs,
    queue: createQueueControl({
      readState: () => withQueueDeadline(readState(), REDIS_DEADLINE_MS),
      readPauses: () => withQueueDeadline(readPauses(), REDIS_DEADLINE_MS),
      queue: createQueueSwitch(queue, REDIS_DEADLINE_MS),
      trail: admin.trail,
    }),
  };
}

type LogPlaces = Parameters<typeof shippingSettingsOf>[0] & Pick<ApiSettings, 'MINING_CONSOLE_LOGS_FOLDER'>;

/** Where log lines are read from: the folder that is named, else where they are sent to. */
export function openLogReader(settings: LogPlaces): ReadLogs {
  const { MINING_CONSOLE_LOGS_FOLDER: folder } = settings;
  if (folder) return createFolderLogs({ ...FILES, folder, clock: () => performance.now() });
  const { receivers = {}, ca } = shippingSettingsOf(settings, '') ?? {};
  const { loki, elasticsearch } = receivers;
  if (loki) return createLokiLogs(openHttpSender(loki, { gzip: false, ca }), { url: queryUrl(loki.url), now: Date.now });
  if (elasticsearch) return createElasticsearchLogs(openHttpSender(elasticsearch, { gzip: false, ca }), { url: searchUrl(elasticsearch.url) });
  return readNoLogs;
}
