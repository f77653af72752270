import type { FastifyInstance } from 'fastify';
import { expect, it, onTestFinished } from 'vitest';
import type { BucketLimits } from '../../src/admission/bucket-limits.js';
import { readProblemPages } from '../../src/cli/read-problem-pages.js';
import { readRunbooks } from '../../src/cli/read-runbooks.js';
import type { AcceptedClick } from '../../src/click/click.js';
import { createMongoPoster } from '../../src/ledger/mongo-poster.js';
import { createMetrics } from '../../src/telemetry/registry.js';
import { createHttpTelemetry } from '../../src/telemetry/with-metrics/http.js';
import { documentedAnswer, documentedRequest, listOperations } from '../support/answers/documented-request.js';
import { DEAD_LETTER, EXAMPLE_CLICK_ID, EXAMPLE_USER, FAILED_CLICK } from '../../src/http/openapi/examples.js';
import { createTestApi, openTestMeasured } from '../support/api.js';
import { eventually } from '../support/namespace.js';
import { createPipeline } from '../support/pipeline.js';

const LIMITS: BucketLimits = { global: { rate: 5000, burst: 9000 }, user: { rate: 5, burst: 10 }, ip: { rate: 20, burst: 40 } };
const ignore = (): void => undefined;
const LOG = { debug: ignore, info: ignore, warn: ignore, error: ignore };
const A_TIME = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) as string;

/** The API as it is in production, and a way to send what the document's examples say. */
async function createWorld() {
  const pipeline = await createPipeline({ limits: LIMITS, readLimit: { rate: 10, burst: 100 } });
  const metrics = createMetrics('api');
  let isDraining = false;
  const api = createTestApi(pipeline, {
    limits: LIMITS,
    runbooks: readRunbooks(),
    measured: openTestMeasured(pipeline, {}, readRunbooks()).measured,
    problemPages: readProblemPages(),
    telemetry: createHttpTelemetry(metrics, LOG).plugin,
    render: metrics.render,
    health: { whyNotReady: () => Promise.resolve(isDraining ? 'this process is stopping' : undefined) },
  });
  const poster = createMongoPoster(pipeline.client, pipeline.db, { rules: { amount: 1, cooldownMs: 0, dailyCap: 0 }, commandMs: 5000 });
  onTestFinished(() => poster.close());
  const fail = (click: AcceptedClick) => poster.recordFailure(click, DEAD_LETTER.code, DEAD_LETTER.message);
  return { pipeline, run: createRunner(api), fail, drain: () => (isDraining = true) };
}

/** Sends the request of an operation's examples; gives its answer beside that of the document. */
function createRunner(api: FastifyInstance) {
  const operations = listOperations();
  const ran = new Set<string>();
  const run = async (operationId: string) => {
    const operation = operations.find((each) => each.operationId === operationId);
    if (!operation) throw new Error(`the document has no operation ${operationId}`);
    ran.add(operationId);
    const { statusCode, headers, body } = await api.inject(await documentedRequest(operation));
    const isJson = String(headers['content-type']).includes('json');
    return { status: statusCode, headers, body: isJson ? (JSON.parse(body) as unknown) : body, documented: documentedAnswer(operation, statusCode) };
  };
  return Object.assign(run, { left: () => operations.map(({ operationId }) => operationId).filter((id) => !ran.has(id)) });
}

it('the examples of the document tell one story, and it happens as they tell it', async () => {
  const { pipeline, run, fail, drain } = await createWorld();
  const asDocumented = async (operationId: string, status: number): Promise<void> => {
    const answer = await run(operationId);
    expect([operationId, answer.status, answer.body]).toEqual([operationId, status, answer.documented]);
  };
  const told = async (operationId: string) => (await run(operationId)).body;
  await asDocumented('postClick', 202);
  expect((await run('getMetrics')).body).toContain((await run('getMetrics')).documented);
  pipeline.startWorker();
  // Not by asking the API, whose reads are counted.
  await eventually(async () => (await pipeline.readState()).depth === 0);
  for (const operationId of ['getClick', 'getClickStatusByKey', 'postClick', 'getLiveness', 'getReadiness']) await asDocumented(operationId, 200);

  const { body, documented } = await run('getAccount');
  const [latest] = (documented as { latestClicks: object[] }).latestClicks;
  expect(body).toEqual({ ...(documented as object), latestClicks: [{ ...latest, acceptedAt: A_TIME, processedAt: A_TIME }] });

  await fail(FAILED_CLICK);
  expect(await told('getDeadLetter')).toEqual({ ...DEAD_LETTER, firstAt: A_TIME, lastAt: A_TIME });
  expect(await told('listDeadLetters')).toEqual({
    open: 1,
    byCode: [{ code: DEAD_LETTER.code, count: 1, oldest: A_TIME }],
    letters: [{ ...DEAD_LETTER, firstAt: A_TIME, lastAt: A_TIME }],
  });
  await asDocumented('replayDeadLetters', 200);
  const { documented: trail } = await run('listAuditTrail');
  const [entry] = (trail as { entries: object[] }).entries;
  expect(await told('listAuditTrail')).toEqual({ entries: [{ ...entry, id: expect.any(String), at: A_TIME, endedAt: A_TIME }] });
  await asDocumented('postClicks', 200);

  for (const operationId of ['findClicks', 'listUserClicks', 'readLogLines', 'getQueue', 'pauseQueue', 'resumeQueue']) {
    const found = await run(operationId);
    expect([operationId, found.status, Object.keys(found.body as object)]).toEqual([operationId, 200, expect.arrayContaining(Object.keys(found.documented as object))]);
  }
  expect(await told('findClicks')).toMatchObject({ clicks: [{ clickId: EXAMPLE_CLICK_ID, userId: EXAMPLE_USER, status: 'credited', ledger: { amount: 1, balance: 1 } }] });
  // Neither Prometheus nor Alertmanager is here; what they answer is in the console's own tests.
  for (const operationId of ['getConsoleFacts', 'getHealth', 'listDashboards', 'getDashboard', 'getOverview', 'listAlerts', 'listRunbooks']) expect([operationId, (await run(operationId)).status]).toEqual([operationId, 200]);
  for (const operationId of ['askPanel', 'askExemplars', 'listVariableValues', 'listAlertHistory', 'listSilences', 'silenceAlert', 'endSilence']) expect([operationId, (await run(operationId)).status]).toEqual([operationId, 503]);

  expect((await run('askRunbook')).status).toBe(503);

  for (const operationId of ['getRunbook', 'getProblemPage', 'getOpenApiDocument']) expect([operationId, (await run(operationId)).status]).toEqual([operationId, 200]);
  drain();
  await asDocumented('getReadiness', 503);
  expect(run.left()).toEqual([]);
});
