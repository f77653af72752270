import type { OverloadLimits } from './plugins/refuse-overload.js';

/** How much of the world a server lets in, and how much of it at once. */
export type EdgeOptions = {
  /** Origins of browsers' pages that may use it. */
  readonly corsOrigins: readonly string[];
  /** Addresses and ranges of proxies whose X-Forwarded-For is believed. */
  readonly trustedProxies: readonly string[];
  /** Connections beyond are closed as they come. */
  readonly maxConnections: number;
  /** 0: no end. */
  readonly maxRequestsPerConnection: number;
  readonly keepAliveMs: number;
  readonly overload: OverloadLimits;
};

/** Nobody is let in who need not be. */
export const STANDARD_EDGE: EdgeOptions = {
  corsOrigins: [],
  trustedProxies: [],
  maxConnections: 10_000,
  maxRequestsPerConnection: 10_000,
  keepAliveMs: 65_000,
  overload: { eventLoopMs: 0, heapBytes: 0, rssBytes: 0 },
};
