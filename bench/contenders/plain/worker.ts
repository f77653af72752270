// The worker that the documentation of BullMQ and MongoDB leads to: a few jobs at a time, each with a transaction that
// inserts the click and raises the balance.
import { createServer } from 'node:http';
import { type Job, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { MongoClient, MongoServerError } from 'mongodb';
import { Counter, Histogram, Registry } from 'prom-client';
import { createLogger } from '../edge.js';
import { readContenderSettings } from '../settings.js';
import { type ClickJob, PREFIX, QUEUE } from './click-job.js';

type ClickRow = {
  _id: string;
  userId: string;
  idempotencyKey: string;
  status: 'credited';
  amount: number;
  acceptedAt: Date;
  processedAt: Date;
};
type AccountRow = { _id: string; balance: number };

const REWARD = 1;
const DUPLICATE_KEY = 11_000;

const settings = readContenderSettings(process.env);
const logger = createLogger(settings.logFile);
const mongo = await new MongoClient(settings.mongodbUrl).connect();
const clicks = mongo.db(settings.database).collection<ClickRow>('clicks');
const accounts = mongo.db(settings.database).collection<AccountRow>('accounts');
await clicks.createIndex({ userId: 1, acceptedAt: -1 });
await accounts.createIndex({ balance: -1 });

const registers = [new Registry()];
const processed = new Counter({ name: 'mining_worker_processed_total', help: 'Clicks credited', registers });
const failed = new Counter({ name: 'mining_worker_failed_total', help: 'Clicks failed', registers });
const durations = new Histogram({ name: 'mining_worker_duration_seconds', help: 'Duration of a job', registers });

async function creditClick(job: Job<ClickJob>): Promise<void> {
  const { userId, idempotencyKey, acceptedAt } = job.data;
  const session = mongo.startSession();
  try {
    await session.withTransaction(
      async () => {
        const times = { acceptedAt: new Date(acceptedAt), processedAt: new Date() };
        const row = { _id: String(job.id), userId, idempotencyKey, status: 'credited' as const, amount: REWARD, ...times };
        await clicks.insertOne(row, { session });
        await accounts.updateOne({ _id: userId }, { $inc: { balance: REWARD } }, { session, upsert: true });
      },
      { readConcern: { level: 'snapshot' }, writeConcern: { w: 'majority', journal: true } },
    );
  } catch (error) {
    const creditedBefore = error instanceof MongoServerError && error.code === DUPLICATE_KEY;
    if (!creditedBefore) throw error;
  } finally {
    await session.endSession();
  }
}

const worker = new Worker<ClickJob>(
  QUEUE,
  async (job) => {
    const start = performance.now();
    await creditClick(job);
    const durationMs = performance.now() - start;
    processed.inc();
    durations.observe(durationMs / 1000);
    logger.info({ jobId: job.id, userId: job.data.userId, durationMs }, 'credited');
  },
  { connection: new Redis(settings.redisUrl, { maxRetriesPerRequest: null }), prefix: PREFIX, concurrency: 4 },
);
worker.on('failed', (job, error) => {
  failed.inc();
  logger.error({ jobId: job?.id, error: error.message }, 'failed');
});

const server = createServer(async (_, response) => response.end(await registers[0]?.metrics()));
server.listen(settings.workerPort, '127.0.0.1');

process.once('SIGTERM', async () => {
  await worker.close();
  await mongo.close();
  process.exit();
});
