import { type Dispatcher, Pool } from 'undici';
import { createMiningClient, type ClickInput, type ClickResult, type Fetch, type FetchAnswer, type MiningClient } from '../../client/mining-client.js';

/** The people who click, each with connections of its own. */
export type SimulatedClients = {
  /** Opens a connection of each client, so that a load does not begin with what people have done before they click. */
  connect(): Promise<void>;
  /** Posts one click, once. Never rejects: what goes wrong is a result too. */
  post(client: number, token: string, click: ClickInput): Promise<ClickResult>;
  /** Closes all connections at once. */
  close(): Promise<void>;
};

export type ClientSettings = {
  readonly url: URL;
  readonly clients: number;
  readonly timeoutMs: number;
  /** Source address of a client; absent for the system's choice. */
  readonly addressOf?: (client: number) => string;
};

/** How many connect at once. */
const CONNECTING = 20;

/**
 * A client opens another connection whenever all of its own are waiting for an answer: a click is never held back
 * behind an earlier one, or a slow server would slow its own load down.
 */
export function createSimulatedClients(settings: ClientSettings): SimulatedClients {
  const pools = Array.from({ length: settings.clients }, (_, client) => createPool(settings, client));
  const clients = pools.map((pool) => createClient(settings, pool));
  return {
    async connect() {
      const waiting = pools.values();
      await Promise.all(Array.from({ length: CONNECTING }, () => connectInTurn(waiting)));
    },
    async post(number, token, click) {
      const client = clients[number];
      if (!client) throw new RangeError(`there is no client ${number}`);
      return client.click(click, { token });
    },
    async close() {
      await Promise.all(pools.map((pool) => pool.destroy()));
    },
  };
}

/** A server that does not answer is told of by the load itself. */
async function connectInTurn(pools: Iterable<Pool>): Promise<void> {
  for (const pool of pools) {
    await pool.request({ method: 'GET', path: '/livez' }).then(({ body }) => body.dump(), () => undefined);
  }
}

/** The schedule decides when a click is repeated, and the pool how long an attempt may take. */
function createClient({ url }: ClientSettings, pool: Pool): MiningClient {
  return createMiningClient({ baseUrl: url.origin, token: '', fetch: fetchFrom(pool), maxAttempts: 1, timeoutMs: 0 });
}

function createPool({ url, timeoutMs, addressOf }: ClientSettings, client: number): Pool {
  return new Pool(url.origin, {
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    connectTimeout: timeoutMs,
    ...(addressOf && { localAddress: addressOf(client), connect: { family: 4 } }),
  });
}

/** The pool's own call costs less than a `fetch` on it, which a load of thousands a second would feel. */
function fetchFrom(pool: Pool): Fetch {
  return (url, { method, headers, body }) => {
    const path = url.slice(url.indexOf('/', 'https://'.length));
    return pool.request({ method: method as 'GET' | 'POST', path, headers, body: body ?? null }).then(toFetchAnswer);
  };
}

function toFetchAnswer({ statusCode, headers, body }: Dispatcher.ResponseData): FetchAnswer {
  return { status: statusCode, headers: { get: (name) => textOf(headers[name]) }, text: () => body.text() };
}

function textOf(header: string | readonly string[] | undefined): string | null {
  return (typeof header === 'object' ? header[0] : header) ?? null;
}
