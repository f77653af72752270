import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import { fingerprintBody } from '../../../src/click/click-id.js';
import type { AdmissionRequest, AdmissionResult } from '../../../src/admission/admission.js';
import { findClick, learnDecision, USERS, type Model, type ModelClick } from './model.js';
import { LEDGER_FAULTS, type LedgerFault, type World } from './world.js';

type Command = fc.AsyncCommand<Model, World>;
/** A click that is new, or the one at `pick` of those that were sent, with its body or with another. */
type Sending = { readonly kind: 'new' | 'repeated' | 'changed'; readonly user: number; readonly pick: number };
type Prepared = { readonly click: ModelClick; readonly source: string; readonly request: AdmissionRequest };

const BODIES = ['one', 'another'] as const;
const MOST_WORKERS = 2;
/** Write conflict, no such transaction, shut down, no primary, too slow, duplicate key, session ended by another. */
const ERROR_CODES = [112, 251, 91, 10107, 50, 11000, 11601];

/** A command of one line: what it is called, when it makes sense, what it does. */
function command(name: string, check: (model: Readonly<Model>) => boolean, run: (model: Model, world: World) => Promise<void>): Command {
  return { check, run, toString: () => name };
}

function prepare(model: Model, { kind, user, pick }: Sending): Prepared {
  const owner = model.users[user];
  const old = kind === 'new' ? undefined : model.clicks[pick % Math.max(1, model.clicks.length)];
  const sender = old ? model.users.find(({ id }) => id === old.userId) : owner;
  if (!sender) throw new Error('no such user');
  const click = old ?? findClick(model, sender, `key-${String(model.clicks.length).padStart(5, '0')}`);
  const source = old && (kind === 'changed') === (old.source === BODIES[0]) ? BODIES[1] : BODIES[0];
  const { userId, clickId, key: idempotencyKey } = click;
  const traceId = '0'.repeat(32);
  const request = { click: { clickId, userId, idempotencyKey, traceId, source }, fingerprint: fingerprintBody(userId, { source }), ip: '' };
  return { click, source, request };
}

/** Sends clicks together, lets something happen meanwhile, and learns what was decided on each. */
async function send(model: Model, world: World, sendings: readonly Sending[], meanwhile?: () => Promise<void>): Promise<void> {
  const prepared = sendings.map((sending) => prepare(model, sending));
  const results = world.api?.admission.admitAll(prepared.map(({ request }) => request));
  await meanwhile?.();
  const decided: readonly AdmissionResult[] = (await results) ?? [];
  prepared.forEach(({ click, source }, index) => {
    const result = decided[index];
    if (result) learnDecision(model, click, source, result);
  });
}

const isReady = ({ isApiUp, isRedisUp }: Readonly<Model>): boolean => isApiUp && isRedisUp;
const canDrain = (model: Readonly<Model>): boolean => isReady(model) && model.workers > 0 && !model.isPaused && model.isLedgerWell;
const describe = (sendings: readonly Sending[]): string => sendings.map(({ kind, user, pick }) => `${kind} ${user}/${pick}`).join(', ');

const click = (sendings: readonly Sending[]): Command =>
  command(`click(${describe(sendings)})`, ({ isApiUp }) => isApiUp, (model, world) => send(model, world, sendings));

const clickAsApiDies = (sendings: readonly Sending[], turns: number): Command =>
  command(`clickAsApiDies(${describe(sendings)}; after ${turns} turns)`, isReady, (model, world) =>
    send(model, world, sendings, async () => {
      for (let turn = 0; turn < turns; turn += 1) await setImmediate();
      world.api?.kill();
      model.isApiUp = false;
    }),
  );

const clickAsRedisDies = (sendings: readonly Sending[]): Command =>
  command(`clickAsRedisDies(${describe(sendings)})`, isReady, (model, world) =>
    send(model, world, sendings, async () => {
      await world.killRedis();
      model.isRedisUp = false;
    }),
  );

const startRedis = command('startRedis', ({ isRedisUp }) => !isRedisUp, (_model, world) => world.startRedis());

const startApi = command('startApi', ({ isApiUp, isRedisUp }) => !isApiUp && isRedisUp, async (model, world) => {
  await world.startApi();
  model.isApiUp = true;
});

const stopApi = command('stopApi', isReady, async (model, world) => {
  await world.api?.stop();
  model.isApiUp = false;
});

const startWorker = command('startWorker', ({ workers, isRedisUp }) => workers < MOST_WORKERS && isRedisUp, async (model, world) => {
  await world.startWorker();
  model.workers += 1;
});

const killWorker = command('killWorker', ({ workers }) => workers > 0, (model, world) => {
  world.workers.shift()?.kill();
  model.workers -= 1;
  return Promise.resolve();
});

const stopWorker = command('stopWorker', ({ workers, isRedisUp }) => workers > 0 && isRedisUp, async (model, world) => {
  await world.workers.shift()?.stop(model.isLedgerWell ? 3000 : 0);
  model.workers -= 1;
});

const setPaused = (isPaused: boolean): Command =>
  command(isPaused ? 'pause' : 'resume', (model) => model.isRedisUp && model.isPaused !== isPaused, async (model, world) => {
    await world.setPaused(isPaused);
    model.isPaused = isPaused;
  });

const failLedger = (fault: LedgerFault): Command =>
  command(`failLedger(${fault.kind}, ${fault.errorCode})`, ({ isLedgerWell }) => isLedgerWell, async (model, world) => {
    await world.setLedgerFault(fault);
    model.isLedgerWell = false;
  });

const healLedger = command('healLedger', ({ isLedgerWell }) => !isLedgerWell, async (model, world) => {
  await world.setLedgerFault(undefined);
  model.isLedgerWell = true;
});

const advance = (milliseconds: number): Command =>
  command(`advance(${milliseconds} ms)`, ({ isRedisUp }) => isRedisUp, (_model, world) => world.advance(milliseconds));

const look = (pick: number): Command =>
  command(`look(${pick})`, (model) => model.isApiUp && model.clicks.length > 0, async (model, world) => {
    const click = model.clicks[pick % model.clicks.length];
    if (click) await world.look(click);
  });

const drain = command('drain', canDrain, (_model, world) => world.drain());

const anySending = fc.record({
  kind: fc.constantFrom('new' as const, 'new' as const, 'repeated' as const, 'changed' as const),
  user: fc.integer({ min: 0, max: USERS }),
  pick: fc.nat(30),
});
const anySendings = fc.array(anySending, { minLength: 1, maxLength: 8 });
const anyFault = fc.record({ kind: fc.constantFrom(...LEDGER_FAULTS), errorCode: fc.constantFrom(...ERROR_CODES) });
/** A token of a user, a young batch, an old batch, more than the life of an idempotency record. */
const anyTime = fc.constantFrom(500, 60, 6000, 7_200_000);

/** Clicks more often than anything else, and the costly restart of Redis seldom. */
export const anyCommands = fc.commands(
  [
    ...Array.from({ length: 6 }, () => anySendings.map(click)),
    fc.tuple(anySendings, fc.integer({ min: 0, max: 12 })).map(([sendings, turns]) => clickAsApiDies(sendings, turns)),
    anySendings.map(clickAsRedisDies),
    ...Array.from({ length: 2 }, () => fc.constant(startWorker)),
    ...[startRedis, startApi, stopApi, killWorker, stopWorker, healLedger, drain].map((each) => fc.constant(each)),
    fc.boolean().map(setPaused),
    anyFault.map(failLedger),
    ...Array.from({ length: 2 }, () => anyTime.map(advance)),
    fc.nat(30).map(look),
  ],
  { maxCommands: 30, size: 'max' },
);
