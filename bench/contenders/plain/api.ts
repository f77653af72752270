// The API that the documentation of Fastify, ioredis and BullMQ leads to: rate limits by INCR, idempotency by SET NX, a
// look at the queue's length, and one job for each click.
import { createHash } from 'node:crypto';
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { clickSchema, CLICK_ROUTE, createEdge } from '../edge.js';
import { readContenderSettings } from '../settings.js';
import { type ClickJob, PREFIX, QUEUE } from './click-job.js';

const DAY_SECONDS = 86_400;

const settings = readContenderSettings(process.env);
const redis = new Redis(settings.redisUrl);
const queue = new Queue<ClickJob>(QUEUE, { connection: new Redis(settings.redisUrl), prefix: PREFIX });
const app = createEdge(settings);

/** Counts the request in three windows of a second, all in one round trip; true when one of them is full. */
async function isOverLimit(userId: string, ip: string): Promise<boolean> {
  const second = Math.floor(Date.now() / 1000);
  const keys = [`rate:global:${second}`, `rate:user:${userId}:${second}`, `rate:ip:${ip}:${second}`];
  const limits = [settings.globalRate, settings.userRate, settings.ipRate];
  const counting = redis.multi();
  for (const key of keys) counting.incr(key).expire(key, 2);
  const replies = (await counting.exec()) ?? [];
  return limits.some((limit, index) => Number(replies[index * 2]?.[1]) > limit);
}

app.post(CLICK_ROUTE, { schema: clickSchema }, async (request, reply) => {
  const { userId, ip } = request;
  const idempotencyKey = String(request.headers['idempotency-key']);
  if (await isOverLimit(userId, ip)) return reply.code(429).send({ error: 'too many requests' });

  const depth = await queue.getWaitingCount();
  request.queueDepth = depth;
  if (depth >= settings.maxDepth) return reply.code(503).send({ error: 'queue full' });

  const clickId = createHash('sha256').update(`${userId}\0${idempotencyKey}`).digest('hex').slice(0, 40);
  const isNew = await redis.set(`click:${clickId}`, 'queued', 'EX', DAY_SECONDS, 'NX');
  if (isNew === null) return reply.code(200).send({ clickId, status: 'queued' });

  await queue.add(
    'click',
    { userId, idempotencyKey, acceptedAt: Date.now() },
    {
      jobId: clickId,
      attempts: 5,
      backoff: { type: 'exponential', delay: 1000 },
      removeOnComplete: { count: 1000 },
      removeOnFail: { age: 7 * DAY_SECONDS },
    },
  );
  return reply.code(202).send({ clickId, status: 'queued' });
});

await app.listen({ host: '127.0.0.1', port: settings.apiPort });

process.once('SIGTERM', async () => {
  await app.close();
  await queue.close();
  process.exit();
});
