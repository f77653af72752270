import { isIP } from 'node:net';
import { Type, type Static, type TObject } from 'typebox';
import { isLoopbackHost } from '../loopback.js';
import { choice, listOf, optionalText, port, text, whole } from '../setting.js';

/** What the API lets in: browsers, proxies, connections, and how much of them. */
export const edge = {
  MINING_CORS_ORIGINS: optionalText(
    'origins whose pages may use the API, separated by commas, such as https://app.example.com; none when not set',
  ),
  MINING_TRUSTED_PROXIES: optionalText(
    'addresses of proxies whose X-Forwarded-For is believed, separated by commas, such as 10.0.0.0/8; none when not set',
  ),
  MINING_MAX_CONNECTIONS: whole('most open connections; more are closed as they come, without an answer', 10_000),
  MINING_MAX_REQUESTS_PER_CONNECTION: whole('requests after which a connection is closed with the answer; 0: no end', 10_000, 0),
  MINING_KEEP_ALIVE_SECONDS: whole('seconds that a connection may wait for its next request; longer than a proxy in front keeps it', 65, 1, 3600),
  MINING_OVERLOAD_EVENT_LOOP_MS: whole('milliseconds that the event loop may be late, on average of a second, before clicks are answered 503; 0: any', 200, 0),
  MINING_OVERLOAD_HEAP_PERCENT: whole("share of Node's heap limit that may be used before clicks are answered 503; 0: any", 90, 0, 100),
  MINING_OVERLOAD_RSS_MB: whole('MiB of memory that the process may use before clicks are answered 503; 0: any', 0, 0),
};

/** Who may read the metrics. */
export const metricsAccess = {
  MINING_METRICS_ACCESS: choice(['open', 'token'], 'open', 'token: metrics only for bearer tokens with the scope metrics'),
};

export const operations = {
  MINING_OPERATIONS_HOST: text('address that the listener for operations listens on', '127.0.0.1'),
  MINING_OPERATIONS_PORT: Type.Optional(
    Type.Integer({ minimum: 0, maximum: 65_535, description: "port of a listener of its own for the API's metrics; with the API when not set" }),
  ),
};

export const apiPort = { MINING_API_PORT: port('port of the API', 8080) };
export const workerPort = { MINING_WORKER_PORT: port("port of the worker's metrics", 8081) };

export type EdgeSettings = Readonly<Static<TObject<typeof edge>>>;

/** Settings of the edge that cannot be used. */
export function findEdgeFaults({ MINING_CORS_ORIGINS: origins, MINING_TRUSTED_PROXIES: proxies }: EdgeSettings): string[] {
  return [
    ...listOf(origins)
      .filter((origin) => !isOrigin(origin))
      .map((origin) => `MINING_CORS_ORIGINS has "${origin}": write each origin as a browser sends it, https://host or https://host:port, without a path and without *`),
    ...listOf(proxies).flatMap((proxy) => {
      const reason = whyNotTrusted(proxy);
      return reason === undefined ? [] : [`MINING_TRUSTED_PROXIES has "${proxy}": ${reason}`];
    }),
  ];
}

function isOrigin(text: string): boolean {
  return /^https?:\/\/[^*]+$/.test(text) && URL.canParse(text) && new URL(text).origin === text;
}

function whyNotTrusted(proxy: string): string | undefined {
  const [ip = '', bits, ...more] = proxy.split('/');
  const family = isIP(ip);
  if (family === 0 || more.length > 0) return 'write addresses of IP or their ranges, such as 10.0.0.0/8 (a number of proxies or "true" would let anybody choose an address)';
  if (bits === undefined) return undefined;
  if (!/^\d{1,3}$/.test(bits) || Number(bits) > (family === 4 ? 32 : 128)) return 'the length of its prefix is not valid';
  return Number(bits) === 0 ? 'it trusts everybody: name the proxies' : undefined;
}

/** What must not be in production. */
export function findInsecureOrigins({ MINING_CORS_ORIGINS: origins }: EdgeSettings): string[] {
  return listOf(origins)
    .filter((origin) => isOrigin(origin) && origin.startsWith('http:') && !isLoopbackHost(new URL(origin).hostname))
    .map((origin) => `MINING_CORS_ORIGINS has "${origin}": a page that came without TLS can be changed on its way, and its tokens read; use https`);
}
