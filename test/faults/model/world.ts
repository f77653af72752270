import type { MongoClient } from 'mongodb';
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { expect } from 'vitest';
import { compareClicks, type AuditCounts } from '../../../src/ledger/audit.js';
import { openCollections } from '../../../src/ledger/documents.js';
import { createMongoAuditReader } from '../../../src/ledger/mongo-audit-reader.js';
import { createMongoReader } from '../../../src/ledger/mongo-reader.js';
import { createAcceptedMinutesReader } from '../../../src/queue/redis-accepted-minutes.js';
import { createBatchLister } from '../../../src/queue/redis-batch-list.js';
import { createRedisKeys, QUEUE_NAME } from '../../../src/redis/redis-keys.js';
import { eventually } from '../../support/namespace.js';
import { failWith } from '../../support/server-failure.js';
import type { PrivateServer } from '../../support/servers.js';
import { createGivenTime } from './given-time.js';
import { BROKEN_USER, createModel, journalOf, learnStatus, learnTime, type Model } from './model.js';
import { openApi, openWorker, WORKER_APP, type ApiProcess, type Surroundings, type WorkerProcess } from './processes.js';

/** The servers of all runs, and clients of them that no fault concerns. */
export type Servers = { readonly redis: PrivateServer; readonly mongod: PrivateServer; readonly mongo: MongoClient; readonly database: string };

export const LEDGER_FAULTS = ['cut', 'lost answers', 'insert', 'update', 'commitTransaction'] as const;
/** Out of reach, answers that do not come, or a command that fails with a code. */
export type LedgerFault = { readonly kind: (typeof LEDGER_FAULTS)[number]; readonly errorCode: number };

const START_MICROS = 1.7e15;
/** Many times what it takes. */
const DRAIN_MS = 60_000;
/** Older than any batch that waits for a reaper, and longer than any lock. */
const LONG_ENOUGH_MS = 10_000;

/** The real stages on real stores, in a namespace and with users of this run. */
export class World {
  readonly model: Model;
  api: ApiProcess | undefined;
  readonly workers: WorkerProcess[] = [];
  private ledgerFault: LedgerFault | undefined;
  private readonly observer: Redis;
  private readonly queue: Queue;
  private readonly surroundings: Surroundings;

  private readonly servers: Servers;
  private readonly run: string;

  private constructor(servers: Servers, run: string) {
    this.servers = servers;
    this.run = run;
    const prefix = `{model-${run}}`;
    this.model = createModel(run, START_MICROS);
    this.observer = new Redis(servers.redis.url, { maxRetriesPerRequest: null, retryStrategy: () => 20 });
    this.observer.on('error', () => undefined);
    const time = createGivenTime(this.observer, prefix);
    time.adopt(this.observer);
    this.queue = new Queue(QUEUE_NAME, { connection: this.observer, prefix });
    this.queue.on('error', () => undefined);
    this.surroundings = {
      redisPort: servers.redis.port,
      mongodPort: servers.mongod.port,
      database: servers.database,
      prefix,
      time,
      nowMs: () => this.model.nowMicros / 1000,
      reader: createMongoReader(servers.mongo.db(servers.database), { commandMs: 2000 }),
    };
  }

  static async open(servers: Servers, run: string): Promise<World> {
    const world = new World(servers, run);
    await world.surroundings.time.set(START_MICROS);
    const broken = world.model.users[BROKEN_USER]?.id ?? '';
    await world.accounts.insertOne({ _id: broken, balance: 'not a number' } as never);
    await world.startApi();
    return world;
  }

  private get accounts() {
    return openCollections(this.servers.mongo.db(this.servers.database)).accounts;
  }

  async startApi(): Promise<void> {
    this.api = await openApi(this.surroundings);
  }

  async startWorker(): Promise<void> {
    const worker = await openWorker(this.surroundings);
    this.workers.push(worker);
    this.applyLedgerFault(worker);
  }

  async startRedis(): Promise<void> {
    await this.servers.redis.restart();
    this.model.isRedisUp = true;
    await eventually(() => this.observer.status === 'ready' && (!this.model.isApiUp || this.api?.isReady()));
  }

  killRedis(): Promise<void> {
    return this.servers.redis.kill('SIGKILL');
  }

  async setPaused(isPaused: boolean): Promise<void> {
    await (isPaused ? this.queue.pause() : this.queue.resume());
  }

  async setLedgerFault(fault: LedgerFault | undefined): Promise<void> {
    this.ledgerFault = fault;
    for (const worker of this.workers) this.applyLedgerFault(worker);
    const isCommand = fault !== undefined && fault.kind !== 'cut' && fault.kind !== 'lost answers';
    const data = isCommand && { failCommands: [fault.kind], ...failWith(fault.errorCode), appName: WORKER_APP };
    const point = { configureFailPoint: 'failCommand', mode: isCommand ? 'alwaysOn' : 'off' };
    await this.servers.mongo.db('admin').command(data ? { ...point, data } : point);
  }

  private applyLedgerFault({ ledgerWay }: WorkerProcess): void {
    if (this.ledgerFault?.kind === 'cut') ledgerWay.cut();
    else ledgerWay.restore();
    ledgerWay.loseAnswers(this.ledgerFault?.kind === 'lost answers');
  }

  async advance(milliseconds: number): Promise<void> {
    const expired = await this.surroundings.time.advance(milliseconds);
    const record = createRedisKeys(this.surroundings.prefix).click('');
    learnTime(this.model, milliseconds, new Set(expired.map((key) => key.replace(record, ''))));
  }

  async look(click: Model['clicks'][number]): Promise<void> {
    const found = await this.api?.findClickStatus(click.userId, click.clickId);
    if (found) learnStatus(click, found);
  }

  /** Waits until every batch is finished. Needs all that processing needs. */
  async drain(): Promise<void> {
    const keys = createRedisKeys(this.surroundings.prefix);
    const until = performance.now() + DRAIN_MS;
    await this.advance(LONG_ENOUGH_MS);
    await eventually(async () => {
      const left = await this.observer.zcard(keys.unfinished);
      if (left > 0 && performance.now() > until) throw new Error(`${left} batches are not finished: ${await this.describeQueue()}`);
      return left === 0;
    });
  }

  private async describeQueue(): Promise<string> {
    const keys = createRedisKeys(this.surroundings.prefix);
    const jobs = await this.queue.getJobCounts();
    const attempts = await this.observer.hgetall(keys.attempts);
    return JSON.stringify({ jobs, attempts, generation: await this.observer.hgetall(keys.generation) });
  }

  /** Ends all faults, lets everything be processed, and holds the end against the model. */
  async settle(): Promise<AuditCounts> {
    const { model } = this;
    await this.setLedgerFault(undefined);
    if (!model.isRedisUp) await this.startRedis();
    if (!model.isApiUp) await this.startApi();
    if (this.workers.length === 0) await this.startWorker();
    await this.setPaused(false);
    await this.drain();
    for (const click of model.clicks) {
      await this.look(click);
      if (click.knowledge === 'acknowledged') expect(click.outcome, await this.describeEnd(click.clickId)).toMatchObject(endOf(click.userId));
    }
    await this.expectNothingLeft();
    return this.audit();
  }

  private async describeEnd(clickId: string): Promise<string> {
    const { deadLetters } = openCollections(this.servers.mongo.db(this.servers.database));
    const letter = await deadLetters.findOne({ clickId });
    return letter ? `the click failed: ${letter.message}` : 'the click ended in another way';
  }

  private async expectNothingLeft(): Promise<void> {
    const { redisKeys, observer } = { redisKeys: createRedisKeys(this.surroundings.prefix), observer: this.observer };
    const hashes = [redisKeys.sizes, redisKeys.attempts, redisKeys.takers, redisKeys.generation];
    expect(await Promise.all(hashes.map((key) => observer.hlen(key)))).toEqual(hashes.map(() => 0));
    expect(await observer.keys(`${this.surroundings.prefix}:batch:*`)).toEqual([]);
    const { counts } = await createAcceptedMinutesReader(observer, redisKeys)();
    const rows = await openCollections(this.servers.mongo.db(this.servers.database)).clicks.countDocuments({
      userId: { $in: this.model.users.map(({ id }) => id) },
    });
    expect([...counts.values()].reduce((sum, count) => sum + count, 0), 'clicks counted as accepted').toBe(rows);
  }

  private async audit(): Promise<AuditCounts> {
    const { mongo, database } = this.servers;
    const users = this.model.users.map(({ id }) => id);
    await this.removeBrokenAccount();
    const queue = await createBatchLister(this.observer, createRedisKeys(this.surroundings.prefix))();
    const ledger = await createMongoAuditReader(mongo, database)(users, this.model.clicks.map(({ clickId }) => clickId));
    return compareClicks(journalOf(this.model), queue, ledger).counts;
  }

  /** Its balance adds up with nothing, and would be a difference to the audits of all runs. */
  private async removeBrokenAccount(): Promise<void> {
    await this.accounts.deleteOne({ _id: this.model.users[BROKEN_USER]?.id ?? '' });
  }

  /** Leaves nothing running, whatever happened before. */
  async close(): Promise<void> {
    for (const worker of this.workers) worker.kill();
    this.api?.kill();
    this.model.isApiUp = false;
    await this.setLedgerFault(undefined);
    await this.removeBrokenAccount();
    if (!this.model.isRedisUp) await this.startRedis();
    const keys = await this.observer.keys(`*model-${this.run}}*`);
    if (keys.length > 0) await this.observer.unlink(keys);
    this.observer.disconnect();
  }
}

function endOf(userId: string) {
  const status = userId.endsWith('broken') ? { status: 'failed', code: 'LEDGER_REFUSED' } : { status: 'credited', amount: 1 };
  return { kind: 'found', status };
}
