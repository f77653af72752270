import type { FastifyInstance } from 'fastify';
import { onTestFinished } from 'vitest';
import { NO_LIMITS } from '../../src/admission/bucket-limits.js';
import { CONSOLE_FOLDER } from '../../src/cli/package-folder.js';
import { openMeasured, type MeasuredSettings } from '../../src/cli/console-measured.js';
import { signTokens } from '../../src/cli/sign-tokens.js';
import { createApiApp, type ApiParts } from '../../src/http/app.js';
import type { Pages } from '../../src/http/routes/pages.js';
import { createTokenVerifier } from '../../src/http/verify-token.js';
import { createFindClickStatus } from '../../src/ledger/find-click-status.js';
import { holdAgainstDocument } from './answers/hold-against-document.js';
import type { Pipeline } from './pipeline.js';

export const TEST_TOKENS = { secret: 'a secret for tests that is long enough', issuer: 'test', audience: 'test' };

/** A token as the API of `createTestApi` takes it. */
export async function signTestToken(userId: string, scope = 'click', lifeSeconds = 600, secret = TEST_TOKENS.secret): Promise<string> {
  const tokens = await signTokens([userId], { ...TEST_TOKENS, secret, scope, lifeSeconds });
  return tokens(userId);
}

/** What the console measures by, of a pipeline; without Prometheus and Alertmanager unless they are named. */
export function openTestMeasured({ redis, ledger, askLogs }: Pick<Pipeline, 'redis' | 'ledger' | 'askLogs'>, settings: Partial<MeasuredSettings> = {}, runbooks: Pages = new Map()) {
  return openMeasured({ MINING_DURABILITY: 'safe', MINING_QUEUE_MAX_DEPTH: 5000, ...settings }, { redis, pingMongodb: ledger.ping, askLogs, runbooks });
}

/** The API on a pipeline's stages, called without a network by `inject`. Its answers are held against the document. */
export function createTestApi(pipeline: Pipeline, parts: Partial<ApiParts> = {}): FastifyInstance {
  const app = createApiApp({
    admission: pipeline.admission,
    findClickStatus: createFindClickStatus(pipeline.batches, pipeline.ledger),
    ledger: pipeline.ledger,
    admin: pipeline.admin,
    found: pipeline.found,
    measured: openTestMeasured(pipeline).measured,
    verifyToken: createTokenVerifier(TEST_TOKENS),
    limits: NO_LIMITS,
    readLimiter: pipeline.readLimiter,
    consoleFolder: CONSOLE_FOLDER,
    runbooks: new Map(),
    problemPages: new Map(),
    telemetry: (_app, _options, done) => done(),
    render: () => Promise.resolve({ contentType: 'text/plain', body: '' }),
    health: { whyNotReady: () => Promise.resolve(undefined) },
    reportFault: (fault) => {
      throw fault;
    },
    ...parts,
  });
  holdAgainstDocument(app);
  onTestFinished(() => app.close());
  return app;
}

export type PostChoice = {
  readonly user?: string;
  readonly key?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
};

/** Posts a click of a user; returns status, headers and the parsed body. */
export async function postClick(app: FastifyInstance, choice: PostChoice = {}) {
  const { user = 'user-1', key = 'key-00000001', body, headers = {} } = choice;
  const authorization = `Bearer ${await signTestToken(user)}`;
  const response = await app.inject({
    method: 'POST',
    url: '/api/mining/click',
    headers: { authorization, 'idempotency-key': key, ...headers },
    ...(body !== undefined && { payload: body as object }),
  });
  return { status: response.statusCode, headers: response.headers, body: response.json<Record<string, unknown>>() };
}

export type PostManyChoice = { readonly user?: string; readonly clicks: readonly unknown[]; readonly headers?: Readonly<Record<string, string>> };
type ResultOfOne = { idempotencyKey: string | null; status: number; body: Record<string, unknown>; retryAfter?: number };

/** Posts clicks of a user in one request; a text stands for its key alone. */
export async function postClicks(app: FastifyInstance, { user = 'user-1', clicks, headers = {} }: PostManyChoice) {
  const authorization = `Bearer ${await signTestToken(user)}`;
  const payload = { clicks: clicks.map((click) => (typeof click === 'string' ? { idempotencyKey: click } : click)) };
  const response = await app.inject({ method: 'POST', url: '/api/mining/clicks', headers: { authorization, ...headers }, payload });
  const body = response.json<Record<string, unknown> & { results?: ResultOfOne[] }>();
  return { status: response.statusCode, headers: response.headers, body, results: body.results ?? [] };
}

/** Reads an address as a user. */
export async function getAs(app: FastifyInstance, url: string, user = 'user-1', scope = 'click') {
  const authorization = `Bearer ${await signTestToken(user, scope)}`;
  const response = await app.inject({ url, headers: { authorization } });
  return { status: response.statusCode, headers: response.headers, body: response.json<Record<string, unknown>>() };
}
