import { Pool } from 'undici';
import { type Answer, readAnswer } from './answer.js';

export type ClickRequest = { readonly token: string; readonly key: string; readonly body: string };

/** The people who click, each with connections of its own. */
export type SimulatedClients = {
  /** Posts one click. Never rejects: what goes wrong is an answer without a status. */
  post(client: number, request: ClickRequest): Promise<Answer>;
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

const PATH = '/api/mining/click';

/**
 * A client opens another connection whenever all of its own are waiting for an answer: a click is never held back
 * behind an earlier one, or a slow server would slow its own load down.
 */
export function createSimulatedClients(settings: ClientSettings): SimulatedClients {
  const pools = Array.from({ length: settings.clients }, (_, client) => createPool(settings, client));
  return {
    async post(client, request) {
      const pool = pools[client];
      if (!pool) throw new RangeError(`there is no client ${client}`);
      return post(pool, request);
    },
    async close() {
      await Promise.all(pools.map((pool) => pool.destroy()));
    },
  };
}

function createPool({ url, timeoutMs, addressOf }: ClientSettings, client: number): Pool {
  return new Pool(url.origin, {
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    connectTimeout: timeoutMs,
    ...(addressOf && { localAddress: addressOf(client), connect: { family: 4 } }),
  });
}

async function post(pool: Pool, { token, key, body }: ClickRequest): Promise<Answer> {
  try {
    const answer = await pool.request({
      method: 'POST',
      path: PATH,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'idempotency-key': key },
      body,
    });
    return readAnswer(answer.statusCode, answer.headers, await answer.body.text());
  } catch (error) {
    return { error: errorCode(error) };
  }
}

function errorCode(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}
