import { EventEmitter, once } from 'node:events';
import { connect, type AddressInfo, type Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { describe, expect, it, onTestFinished } from 'vitest';
import { endpointLabelOf } from '../../src/telemetry/label-values.js';
import type { LogFields } from '../../src/telemetry/log-fields.js';
import type { Log, LogLevel } from '../../src/telemetry/logger.js';
import { createMetrics } from '../../src/telemetry/registry.js';
import { createHttpTelemetry } from '../../src/telemetry/with-metrics/http.js';
import type { ApiParts } from '../../src/http/app.js';
import { createTestApi, getAs, postClick, signTestToken } from '../support/api.js';
import { parseExposition } from '../support/exposition.js';
import { eventually } from '../support/namespace.js';
import { createPipeline, type Pipeline } from '../support/pipeline.js';

type Line = LogFields & { readonly level: LogLevel };

const CLICK = 'route="/api/mining/*",endpoint="/api/mining/click",method="POST"';

/** The API with its telemetry, and what that says: counts of answers, and lines in order. */
async function createWatchedApi(choose: (pipeline: Pipeline) => Partial<ApiParts> = () => ({})) {
  const lines: Line[] = [];
  const at = (level: LogLevel) => (fields: LogFields) => void lines.push({ ...fields, level });
  const log: Log = { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
  const pipeline = await createPipeline();
  const metrics = createMetrics('api');
  const http = createHttpTelemetry(metrics, log);
  const app = createTestApi(pipeline, { telemetry: http.plugin, render: metrics.render, reportFault: () => undefined, ...choose(pipeline) });
  const samples = async () => parseExposition((await metrics.render()).body).samples;
  const read = async (series: string) => (await samples()).get(series);
  return {
    app,
    http,
    lines,
    pipeline,
    series: async () => [...(await samples()).keys()],
    clicks: (status: number) => read(`mining_click_requests_total{status="${status}"}`),
    requests: (labels: string) => read(`http_request_duration_seconds_count{${labels}}`),
  };
}

/** A bare connection, on which anything may be sent. */
async function connectTo(app: FastifyInstance): Promise<Socket> {
  await app.listen({ port: 0, host: '127.0.0.1' });
  const socket = connect((app.server.address() as AddressInfo).port, '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  socket.on('error', () => undefined);
  return socket;
}

function firstLineFrom(socket: Socket): Promise<string> {
  return new Promise((resolve) => socket.once('data', (data) => resolve(data.toString().split('\r\n', 1)[0] ?? '')));
}

async function clickHead(extra = ''): Promise<string> {
  const token = await signTestToken('user-1');
  return `POST /api/mining/click HTTP/1.1\r\nHost: test\r\nAuthorization: Bearer ${token}\r\nIdempotency-Key: key-00000001\r\n${extra}`;
}

describe('the answers to clicks', () => {
  it('are counted and timed by status, all mining routes under one literal route', async () => {
    const { app, clicks, requests } = await createWatchedApi();
    await postClick(app);
    await postClick(app);
    await postClick(app, { body: { source: 'other' } });
    await app.inject({ method: 'POST', url: '/api/mining/click' });
    expect(await Promise.all([202, 200, 422, 401, 429].map(clicks))).toEqual([1, 1, 1, 1, 0]);
    expect(await requests(`${CLICK},status="202"`)).toBe(1);
    expect(await requests(`${CLICK},status="401"`)).toBe(1);
  });

  it('are told from reads, polls and unknown addresses', async () => {
    const { app, clicks, requests } = await createWatchedApi();
    await getAs(app, '/api/mining/click/status?key=key-00000001');
    await getAs(app, '/api/mining/account');
    await getAs(app, '/livez');
    await getAs(app, '/api/mining/nowhere?key=key-00000001');
    await getAs(app, '/api/mining/click');
    expect(await requests('route="/api/mining/*",endpoint="/api/mining/click/status",method="GET",status="404"')).toBe(1);
    expect(await requests('route="/api/mining/*",endpoint="/api/mining/account",method="GET",status="200"')).toBe(1);
    expect(await requests('route="/livez",endpoint="/livez",method="GET",status="200"')).toBe(1);
    for (const path of ['queue', 'audit-trail', 'clicks?clickId=c1']) await getAs(app, `/api/admin/${path}`, 'user-1', 'admin');
    await app.inject('/console/clicks');
    const shared = (prefix: string, status: number) => requests(`route="${prefix}/*",endpoint="${prefix}/*",method="GET",status="${status}"`);
    expect(await Promise.all([shared('/api/admin', 200), shared('/api/admin', 400), shared('/console', 200)])).toEqual([2, 1, 1]);
    expect(await requests('route="unmatched",endpoint="unmatched",method="GET",status="404"')).toBe(1);
    expect(await requests('route="unmatched",endpoint="unmatched",method="GET",status="405"')).toBe(1);
    expect(await Promise.all([200, 202, 400, 401].map(clicks))).toEqual([0, 0, 0, 0]);
  });

  it('exist as 0 from the start, for every route', async () => {
    const { app, clicks, series } = await createWatchedApi();
    const routes: string[] = [];
    app.addHook('onRoute', ({ url, method }) => {
      for (const name of [method].flat()) if (name !== 'HEAD') routes.push(`endpoint="${endpointLabelOf(url)}",method="${name}",status="200"`);
    });
    await app.ready();
    expect(routes).toContain('endpoint="/api/mining/clicks/:clickId",method="GET",status="200"');
    const names = (await series()).filter((name) => name.startsWith('http_request_duration_seconds_count'));
    for (const route of routes) expect(names.filter((name) => name.includes(route))).toHaveLength(1);
    const statuses = [200, 202, 400, 401, 403, 408, 413, 415, 422, 429, 431, 500, 503];
    expect(await Promise.all(statuses.map(clicks))).toEqual(statuses.map(() => 0));
  });

  it('are counted when the client has gone before its answer', async () => {
    const leave = new EventEmitter();
    const { app, clicks, lines } = await createWatchedApi(({ admission }) => ({
      admission: {
        close: admission.close,
        open: admission.open,
        admit: async (request) => {
          leave.emit('now');
          await once(leave, 'left');
          return admission.admit(request);
        },
        admitAll: admission.admitAll,
      },
    }));
    const socket = await connectTo(app);
    app.server.on('connection', (connection: Socket) => connection.once('close', () => leave.emit('left')));
    socket.write(await clickHead('Content-Length: 0\r\n\r\n'));
    await once(leave, 'now');
    socket.destroy();
    await eventually(async () => (await clicks(202)) === 1);
    expect(lines).toMatchObject([{ status: 202, queueDepth: 1 }]);
  });
});

describe('a request that breaks', () => {
  it('in its headers is counted with the status that it got', async () => {
    const { app, clicks, requests } = await createWatchedApi();
    const socket = await connectTo(app);
    socket.write(await clickHead(`X-Large: ${'x'.repeat(10_000)}\r\n\r\n`));
    expect(await firstLineFrom(socket)).toContain(' 431 ');
    expect(await clicks(431)).toBe(1);
    expect(await requests('route="unmatched",endpoint="unmatched",method="other",status="431"')).toBe(1);
  });

  it('in the headers of many clicks is counted once', async () => {
    const { app, clicks } = await createWatchedApi();
    const socket = await connectTo(app);
    socket.write(`POST /api/mining/clicks HTTP/1.1\r\nHost: test\r\nX-Large: ${'x'.repeat(10_000)}\r\n\r\n`);
    expect(await firstLineFrom(socket)).toContain(' 431 ');
    expect(await clicks(431)).toBe(1);
  });

  it('before it names a route is no click', async () => {
    const { app, clicks, requests } = await createWatchedApi();
    const socket = await connectTo(app);
    socket.write('nonsense\r\n\r\n');
    expect(await firstLineFrom(socket)).toContain(' 400 ');
    expect(await clicks(400)).toBe(0);
    expect(await requests('route="unmatched",endpoint="unmatched",method="other",status="400"')).toBe(1);
  });

  it('and never ends is counted once, as too slow', async () => {
    const { app, clicks, requests, lines } = await createWatchedApi();
    const socket = await connectTo(app);
    const headersRead = once(app.server, 'request');
    socket.write(await clickHead('Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{'));
    await headersRead;
    // Not before: the headers would be too slow as well, if this process stood still until they came.
    app.server.requestTimeout = 100;
    expect(await firstLineFrom(socket)).toContain(' 408 ');
    socket.end();
    await eventually(async () => (await clicks(408)) === 1);
    expect(await requests(`${CLICK},status="408"`)).toBe(1);
    expect(lines).toHaveLength(1);
  });

  it('before it is refused is counted with the status that it got, not with the refusal that came too late', async () => {
    const { app, clicks } = await createWatchedApi();
    const socket = await connectTo(app);
    socket.write('POST /api/mining/click HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\nnonsense\r\n');
    expect(await firstLineFrom(socket)).toContain(' 400 ');
    await eventually(async () => (await clicks(400)) === 1);
    expect(await clicks(401)).toBe(0);
  });

  it('in its body is counted once, with the status that it got', async () => {
    const { app, clicks, requests, lines } = await createWatchedApi();
    const socket = await connectTo(app);
    socket.write(await clickHead('Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n'));
    socket.write('nonsense\r\n');
    expect(await firstLineFrom(socket)).toContain(' 400 ');
    socket.end();
    await eventually(async () => (await clicks(400)) === 1);
    expect(await requests(`${CLICK},status="400"`)).toBe(1);
    expect(lines).toHaveLength(1);
  });
});
