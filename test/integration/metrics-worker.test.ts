import { describe, expect, it, onTestFinished } from 'vitest';
import type { AdmissionRequest } from '../../src/admission/admission.js';
import { ERROR_CODES } from '../../src/click/codes.js';
import { createMongoPoster } from '../../src/ledger/mongo-poster.js';
import { createMetrics } from '../../src/telemetry/registry.js';
import { withJobTelemetry, withLedgerMetrics } from '../../src/telemetry/with-metrics/worker.js';
import { createPostingLane } from '../../src/worker/posting-lane.js';
import { createJobProcessor } from '../../src/worker/process-job.js';
import { createTicketProcessor } from '../../src/worker/process-ticket.js';
import { createForeignClickIntake } from '../../src/worker/take-in-foreign-click.js';
import { makeRequest } from '../support/clicks.js';
import { parseExposition } from '../support/exposition.js';
import { eventually } from '../support/namespace.js';
import { createPipeline, type PipelineChoice } from '../support/pipeline.js';
import { startPrivateMongod } from '../support/servers.js';

const line = (): void => undefined;
const LOGGER = { log: { debug: line, info: line, warn: line, error: line }, reportFault: line };

/** The worker's stages with their telemetry; the test hands them their jobs. */
async function createWatchedStages(choice: PipelineChoice = {}) {
  const pipeline = await createPipeline(choice);
  const metrics = createMetrics('worker');
  const rules = { amount: 1, cooldownMs: 0, dailyCap: 0 };
  const bare = createMongoPoster(pipeline.client, pipeline.db, { rules, commandMs: 10_000 });
  const poster = withLedgerMetrics(bare, metrics, LOGGER);
  const lane = createPostingLane(poster, pipeline.batches, { maxClicks: 400, backoffMs: () => 50 });
  onTestFinished(async () => {
    lane.stop();
    await poster.close();
  });
  const processTicket = createTicketProcessor({ batches: pipeline.batches, lane, poster });
  const processJob = createJobProcessor(processTicket, createForeignClickIntake(pipeline.admission));
  const samples = async () => parseExposition((await metrics.render()).body).samples;
  /** Accepts clicks in one batch; gives the job that announces the oldest batch, and what became of the clicks. */
  async function admitTogether(requests: readonly AdmissionRequest[]) {
    const results = await pipeline.admission.admitAll(requests);
    const [batchId = ''] = await pipeline.redis.zrange(pipeline.keys.unfinished, 0, 0);
    return { job: { id: `b-${batchId}`, name: 'batch', data: { v: 1, batchId } }, results };
  }
  return {
    pipeline,
    processJob: withJobTelemetry(processJob, metrics, LOGGER),
    processed: async () => (await samples()).get('mining_worker_processed_total'),
    credits: async () => (await samples()).get('mining_click_credit_duration_seconds_count'),
    transactions: async () => (await samples()).get('mining_ledger_transaction_duration_seconds_count{phase="commit"}'),
    failed: async () => {
      const all = await samples();
      const counts = ERROR_CODES.map((code) => [code, all.get(`mining_worker_failed_total{error_code="${code}"}`)] as const);
      return Object.fromEntries(counts.filter(([, count]) => count !== 0));
    },
    admitTogether,
    /** Accepts one click of each user and gives the job that announces their batch. */
    admit: async (...users: string[]) => (await admitTogether(users.map((userId) => makeRequest({ userId })))).job,
  };
}

describe('the times of the worker', () => {
  it('are those of each click that came to a normal end, and of each transaction that was committed', async () => {
    const { pipeline, admit, processJob, credits, transactions } = await createWatchedStages();
    await pipeline.accounts.insertOne({ _id: 'broken', balance: 'not a number' } as never);
    const job = await admit('user-1', 'user-2', 'broken', 'user-3');
    await processJob(job);
    // Refused together; then three alone, and the failure of the fourth.
    expect([await credits(), await transactions()]).toEqual([3, 4]);
    await processJob(job);
    expect([await credits(), await transactions()]).toEqual([3, 4]);
  });

  it('tell of a transaction once, however many batches it holds, and of a click once, however often it is delivered', async () => {
    const { pipeline, admit, processJob, credits, transactions } = await createWatchedStages({ batchClicks: 1 });
    await admit(...Array.from({ length: 20 }, (_, index) => `user-${index}`));
    const batchIds = await pipeline.redis.zrange(pipeline.keys.unfinished, 0, -1);
    expect(batchIds).toHaveLength(20);
    const jobs = batchIds.map((batchId) => ({ id: `b-${batchId}`, name: 'batch', data: { v: 1, batchId } }));
    // Whatever waits while a transaction runs shares the next one.
    await Promise.all([...jobs, ...jobs].map(processJob));
    expect(await credits()).toBe(20);
    expect(await transactions()).toBeLessThan(20);
  });
});

describe('the counters of the worker', () => {
  it('count a click that the ledger refuses once, however it was split from its batch, and the others as processed', async () => {
    const { pipeline, admit, processJob, processed, failed } = await createWatchedStages();
    await pipeline.accounts.insertOne({ _id: 'broken', balance: 'not a number' } as never);
    const job = await admit('user-1', 'user-2', 'broken', 'user-3');
    await processJob(job);
    expect([await processed(), await failed()]).toEqual([3, { LEDGER_REFUSED: 1 }]);
    await processJob(job);
    expect([await processed(), await failed()]).toEqual([3, { LEDGER_REFUSED: 1 }]);
  });

  it('count a batch that was posted but not finished once, when it is delivered again', async () => {
    const { pipeline, admit, processJob, processed, failed } = await createWatchedStages();
    const job = await admit('user-1', 'user-2');
    await Promise.all([processJob(job), processJob(job), processJob(job)]);
    expect([await processed(), await failed()]).toEqual([2, {}]);
    expect(await pipeline.clicks.countDocuments()).toBe(2);
  });

  it('count a click that was accepted again after its record expired once', async () => {
    const { pipeline, admitTogether, processJob, processed, failed } = await createWatchedStages();
    const again = makeRequest();
    const first = await admitTogether([again, makeRequest()]);
    await processJob(first.job);
    await pipeline.redis.del(pipeline.keys.click(again.click.clickId));
    const second = await admitTogether([again, makeRequest()]);
    expect(second.results).toMatchObject([{ kind: 'accepted' }, { kind: 'accepted' }]);
    await processJob(second.job);
    expect([await processed(), await failed()]).toEqual([3, {}]);
  });

  it('count each click of every attempt that MongoDB was away for, and all as processed in the end', async () => {
    const mongod = await startPrivateMongod();
    const { admit, processJob, processed, failed } = await createWatchedStages({ mongodbUrl: mongod.url });
    await processJob(await admit('user-1'));
    await mongod.kill('SIGKILL');
    const posting = processJob(await admit('user-1', 'user-2', 'user-3'));
    const { LEDGER_UNAVAILABLE: count = 0 } = await eventually(async () => {
      const counts = await failed();
      return counts.LEDGER_UNAVAILABLE !== undefined && counts;
    });
    expect(count % 3).toBe(0);
    await mongod.restart();
    await posting;
    expect(await processed()).toBe(4);
    expect(Object.keys(await failed())).toEqual(['LEDGER_UNAVAILABLE']);
  });
});
