import { getHeapStatistics } from 'node:v8';
import type { ApiSettings } from '../config/config.js';
import { listOf } from '../config/setting.js';
import type { EdgeOptions } from '../http/edge-options.js';

const MIB = 1024 * 1024;

/** What the settings say of the API's edge. */
export function edgeOptionsOf(settings: ApiSettings): EdgeOptions {
  return {
    corsOrigins: listOf(settings.MINING_CORS_ORIGINS),
    trustedProxies: listOf(settings.MINING_TRUSTED_PROXIES),
    maxConnections: settings.MINING_MAX_CONNECTIONS,
    maxRequestsPerConnection: settings.MINING_MAX_REQUESTS_PER_CONNECTION,
    keepAliveMs: settings.MINING_KEEP_ALIVE_SECONDS * 1000,
    overload: {
      eventLoopMs: settings.MINING_OVERLOAD_EVENT_LOOP_MS,
      heapBytes: Math.floor((getHeapStatistics().heap_size_limit * settings.MINING_OVERLOAD_HEAP_PERCENT) / 100),
      rssBytes: settings.MINING_OVERLOAD_RSS_MB * MIB,
    },
  };
}
