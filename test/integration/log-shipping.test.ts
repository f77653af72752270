import type { ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { bulkAnswer, readBulk, readPush, startLogReceiver, type AnswerRequest } from '../support/log-receiver.js';
import { eventually } from '../support/namespace.js';
import { createShippingLogger } from '../support/shipping-logger.js';

const takeLoki: AnswerRequest = (_request, response) => void response.writeHead(204).end();
const takeBulk: AnswerRequest = (request, response) => {
  if (request.method !== 'POST') return void response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  response.writeHead(200, { 'content-type': 'application/json' }).end(bulkAnswer(readBulk(request).map(() => 201)));
};
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
