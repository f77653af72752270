import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { indexTemplate, TEMPLATE_VERSION } from '../../src/telemetry/log-shipping/index-template.js';
import { bulkAnswer, readBulk, readPush, startLogReceiver, type AnswerRequest, type ReceivedRequest } from '../support/log-receiver.js';
import { eventually } from '../support/namespace.js';
import { makeTemporaryFolder } from '../support/servers.js';
import { createShippingLogger } from '../support/shipping-logger.js';

const takeLoki: AnswerRequest = (_request, response) => void response.writeHead(204).end();
const takeBulk: AnswerRequest = (request, response) => {
  if (request.method !== 'POST') return void response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  response.writeHead(200, { 'content-type': 'application/json' }).end(bulkAnswer(readBulk(request).map(() => 201)));
};
/** Never answers. */
const freeze: AnswerRequest = () => undefined;
const say = (response: ServerResponse, status: number, text = '') => void response.writeHead(status).end(text);

const numbers = (count: number) => Array.from({ length: count }, (_, number) => String(number));

describe('lines for Loki', () => {
  it('arrive once, in order, with the labels job and level, though it was away and slow', async () => {
    const loki = await startLogReceiver(takeLoki);
    await loki.stop();
    const { logger, log, stateOf } = await createShippingLogger({ MINING_LOG_LOKI_URL: loki.url });
    log(0, 100);
    logger.log.warn({ jobId: '100' }, 'job');
    await eventually(() => Promise.resolve(stateOf('loki')?.waiting !== 0));
    let answered = 0;
    const back = await startLogReceiver(async (_request, response) => {
      answered += 1;
      if (answered === 1) return say(response, 503);
      if (answered === 2) return say(response, 429);
      if (answered === 3) return void response.destroy();
      say(response, 204);
    }, loki.port);
    log(101, 100);
    await eventually(() => Promise.resolve(stateOf('loki')?.waiting === 0));
    const taken = back.requests.slice(3).flatMap(readPush);
    const jobs = taken.filter(({ line }) => line['message'] === 'job').sort((a, b) => (a.nanoseconds < b.nanoseconds ? -1 : 1));
    expect(jobs.map(({ line }) => line['jobId'])).toEqual(numbers(201));
    expect(jobs[0]?.labels).toBe('{job="mining-click-api", level="info"}');
    expect(jobs[100]?.labels).toBe('{job="mining-click-api", level="warn"}');
    expect(stateOf('loki')).toMatchObject({ dropped: 0 });
  });
});

describe('lines for Elasticsearch', () => {
  it('arrive once when some are taken, some are wanted again and some are refused', async () => {
    let posts = 0;
    const elastic = await startLogReceiver((request, response) => {
      if (request.method !== 'POST') return takeBulk(request, response);
      posts += 1;
      const documents = readBulk(request);
      const statuses = documents.map((_, index) => (posts === 1 ? ([201, 429, 400, 503][index % 4] ?? 0) : 409));
      return say(response, 200, bulkAnswer(statuses));
    });
    const { log, stateOf, inFile } = await createShippingLogger({ MINING_LOG_ELASTICSEARCH_URL: elastic.url });
    log(0, 100);
    await eventually(() => Promise.resolve(stateOf('elasticsearch')?.waiting === 0));
    const [first = [], second = []] = elastic.requests.filter(({ method }) => method === 'POST').map(readBulk);
    expect(first.map(({ document }) => document['jobId'])).toEqual(numbers(100));
    expect(second.slice(0, 50).map(({ document }) => document['jobId'])).toEqual(numbers(100).filter((_, index) => index % 2 === 1));
    const ids = first.map(({ id }) => id);
    expect(new Set(ids).size).toBe(100);
    expect(second[0]?.id).toBe(ids[1]);
    expect(first[0]).toMatchObject({ index: `mining-click-${String(first[0]?.document['@timestamp']).slice(0, 10).replaceAll('-', '.')}` });
    expect(stateOf('elasticsearch')?.dropped).toBe(25);
    const said = await eventually(async () => (await inFile()).find(({ linesDropped }) => linesDropped !== undefined));
    expect(said).toMatchObject({ sink: 'elasticsearch', linesDropped: 25, error: 'HTTP 400 error_400: a reason' });
  });
});

describe("Elasticsearch's index template", () => {
  const answering = (version: number | undefined, put: number): AnswerRequest => (request, response) => {
    if (request.method === 'POST') return takeBulk(request, response);
    if (request.method === 'PUT') return say(response, put);
    if (version === undefined) return say(response, 404);
    return say(response, 200, JSON.stringify({ index_templates: [{ name: 'mining-click', index_template: { version } }] }));
  };

  it.each([
    ['is written when there is none', undefined, ['GET', 'PUT', 'POST']],
    ['is written in the place of an older one', TEMPLATE_VERSION - 1, ['GET', 'PUT', 'POST']],
    ['is left alone when it is the same', TEMPLATE_VERSION, ['GET', 'POST']],
    ['is left alone when it is newer', TEMPLATE_VERSION + 1, ['GET', 'POST']],
  ])('%s', async (_what, version, methods) => {
    const elastic = await startLogReceiver(answering(version, 200));
    const { log, stateOf } = await createShippingLogger({ MINING_LOG_ELASTICSEARCH_URL: elastic.url });
    log(0, 10);
    await eventually(() => stateOf('elasticsearch')?.shipped === 10);
    expect(elastic.requests.map(({ method }) => method)).toEqual(methods);
    const written = elastic.requests.find(({ method }) => method === 'PUT');
    if (written) expect(JSON.parse(String(written.body))).toEqual(JSON.parse(JSON.stringify(indexTemplate())));
  });

  it('that may not be written is said, and lines are sent all the same', async () => {
    const elastic = await startLogReceiver(answering(undefined, 403));
    const { log, stateOf, inFile } = await createShippingLogger({ MINING_LOG_ELASTICSEARCH_URL: elastic.url });
    log(0, 10);
    const said = await eventually(async () => (await inFile()).find(({ level }) => level === 'warn'));
    expect(said).toMatchObject({ message: 'the index template could not be written', sink: 'elasticsearch', error: 'HTTP 403' });
    await eventually(() => stateOf('elasticsearch')?.waiting === 0);
    expect(stateOf('elasticsearch')).toMatchObject({ shipped: 11, dropped: 0 });
  });

  it('is not asked for when it is to be left', async () => {
    const elastic = await startLogReceiver(takeBulk);
    const settings = { MINING_LOG_ELASTICSEARCH_URL: elastic.url, MINING_LOG_ELASTICSEARCH_TEMPLATE: 'leave', MINING_LOG_ELASTICSEARCH_COMPRESSION: 'gzip' };
    const { log, stateOf } = await createShippingLogger(settings);
    log(0, 10);
    await eventually(() => stateOf('elasticsearch')?.shipped === 10);
    expect(elastic.requests.map(({ method, headers }) => [method, headers['content-encoding']])).toEqual([['POST', 'gzip']]);
    expect(readBulk(elastic.requests[0] as ReceivedRequest)).toHaveLength(10);
  });
});

describe('a receiver that is frozen', () => {
  it('costs no more than its buffer, the other receiver nothing, and what it costs is counted and said', async () => {
    const [elastic, loki] = await Promise.all([startLogReceiver(freeze), startLogReceiver(takeLoki)]);
    const { log, close, stateOf, inFile } = await createShippingLogger({
      MINING_LOG_ELASTICSEARCH_URL: elastic.url,
      MINING_LOG_LOKI_URL: loki.url,
      MINING_LOG_BUFFER_MB: '1',
    });
    const lines = 20_000;
    for (let from = 0; from < lines; from += 2000) {
      log(from, 2000);
      await eventually(() => stateOf('loki')?.waiting === 0);
    }
    expect(stateOf('elasticsearch')?.dropped).toBeGreaterThan(0);
    expect(stateOf('loki')).toMatchObject({ dropped: 0 });
    const jobs = loki.requests.flatMap(readPush).filter(({ line }) => line['message'] === 'job');
    expect(jobs.map(({ line }) => line['jobId'])).toEqual(numbers(lines));
    const { dropped = 0, waiting = 0 } = stateOf('elasticsearch') ?? {};
    expect(waiting).toBeGreaterThan(0);
    expect(waiting * '{"level":"info","time":"2026-11-24T03:29:17.123Z"}'.length).toBeLessThan(1024 * 1024);
    await close();
    const said = (await inFile()).reduce((sum, line) => sum + (line['sink'] === 'elasticsearch' ? Number(line['linesDropped'] ?? 0) : 0), 0);
    expect(said).toBe(stateOf('elasticsearch')?.dropped);
    expect(said).toBeGreaterThanOrEqual(dropped + waiting);
    expect(stateOf('elasticsearch')).toMatchObject({ shipped: 0, waiting: 0 });
  });
});

describe('a process that stops', () => {
  it('sends what waits', async () => {
    const loki = await startLogReceiver(takeLoki);
    // Time enough to start the thread, too.
    const { log, close, stateOf } = await createShippingLogger({ MINING_LOG_LOKI_URL: loki.url }, { handOverMs: 20_000, flushMs: 20_000 });
    log(0, 5000);
    await close();
    expect(loki.requests.flatMap(readPush).map(({ line }) => line['jobId'])).toEqual(numbers(5000));
    expect(stateOf('loki')).toEqual({ sink: 'loki', shipped: 5000, dropped: 0, waiting: 0 });
  });
});

describe('a thread that dies', () => {
  it('is replaced; what it had is counted as dropped, and later lines arrive', async () => {
    const loki = await startLogReceiver(freeze);
    const { log, stateOf, endThread, inFile } = await createShippingLogger({ MINING_LOG_LOKI_URL: loki.url });
    log(0, 100);
    await eventually(() => loki.requests.length > 0);
    loki.behave(takeLoki);
    await endThread();
    expect(stateOf('loki')).toMatchObject({ shipped: 0, dropped: 100 });
    log(100, 100);
    await eventually(() => stateOf('loki')?.waiting === 0);
    const jobs = loki.requests.slice(1).flatMap(readPush).filter(({ line }) => line['message'] === 'job');
    expect(jobs.map(({ line }) => line['jobId'])).toEqual(numbers(200).slice(100));
    expect(await eventually(async () => (await inFile()).find(({ level }) => level === 'error'))).toMatchObject({ error: 'exit code 1' });
    expect(await inFile()).toContainEqual(expect.objectContaining({ sink: 'loki', linesDropped: 100, error: 'exit code 1' }));
  });
});

/** A certificate for this machine that nobody has signed but itself; made by openssl. */
async function makeCertificate() {
  const folder = await makeTemporaryFolder('certificate');
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const subject = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'];
  const made = spawnSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '1', ...subject, '-keyout', key, '-out', cert]);
  if (made.status !== 0) throw new Error(`openssl is needed to make a certificate, and gave none: ${String(made.error ?? made.stderr)}`);
  return { file: cert, key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
}

describe('a receiver with a certificate of its own', () => {
  it('is sent to with MINING_LOG_CA_FILE, and not without', async () => {
    const { file, ...tls } = await makeCertificate();
    const loki = await startLogReceiver(takeLoki, 0, tls);
    const trusting = await createShippingLogger({ MINING_LOG_LOKI_URL: loki.url, MINING_LOG_CA_FILE: file });
    trusting.log(0, 10);
    await eventually(() => trusting.stateOf('loki')?.shipped === 10);
    const strict = await createShippingLogger({ MINING_LOG_LOKI_URL: loki.url });
    strict.log(0, 10);
    const said = await eventually(async () => (await strict.inFile()).find(({ sink }) => sink === 'loki'));
    expect(said).toMatchObject({ error: expect.stringContaining('self-signed') as string });
    expect(loki.requests.flatMap(readPush)).toHaveLength(10);
  });
});
