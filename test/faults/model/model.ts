import { expect } from 'vitest';
import type { AdmissionResult } from '../../../src/admission/admission.js';
import type { FoundClick } from '../../../src/ledger/find-click-status.js';
import type { Journal } from '../../../src/ledger/audit.js';
import { createClickId } from '../../../src/click/click-id.js';
import { ModelBucket } from '../../support/model-bucket.js';
import { MOST_DEPTH, USER_LIMIT } from './processes.js';

export const USERS = 3;
/** No credit can be added to the account of this one: what is accepted of it must end as failed. */
export const BROKEN_USER = USERS;

/** What a client knows of a click, and what the status has told of it. */
export type ModelClick = {
  readonly userId: string;
  readonly key: string;
  readonly clickId: string;
  source: string;
  knowledge: 'refused' | 'unknown' | 'acknowledged';
  /** Its idempotency record has expired: the same key is accepted again, and must change nothing. */
  isForgotten: boolean;
  outcome?: FoundClick;
};

type ModelUser = { readonly id: string; readonly bucket: ModelBucket; isUncertain: boolean };

/** The whole pipeline as its client may think of it: keys, answers, buckets, and a ledger that credits each key once. */
export type Model = {
  readonly users: readonly ModelUser[];
  readonly clicks: ModelClick[];
  nowMicros: number;
  isRedisUp: boolean;
  isApiUp: boolean;
  workers: number;
  isPaused: boolean;
  isLedgerWell: boolean;
};

export function createModel(run: string, nowMicros: number): Model {
  const users = Array.from({ length: USERS + 1 }, (_, index) => ({
    id: `${run}-${index === BROKEN_USER ? 'broken' : index}`,
    bucket: new ModelBucket(USER_LIMIT),
    isUncertain: false,
  }));
  return { users, clicks: [], nowMicros, isRedisUp: true, isApiUp: true, workers: 0, isPaused: false, isLedgerWell: true };
}

/** A click that is about to be sent: a new one, or the one that has this key. */
export function findClick(model: Model, user: ModelUser, key: string): ModelClick {
  const known = model.clicks.find((click) => click.userId === user.id && click.key === key);
  if (known) return known;
  const clickId = createClickId(user.id, key);
  const click: ModelClick = { userId: user.id, key, clickId, source: '', knowledge: 'refused', isForgotten: false };
  model.clicks.push(click);
  return click;
}

/** What a decision is held against. */
type Asked = {
  readonly model: Model;
  readonly user: ModelUser;
  readonly click: ModelClick;
  readonly source: string;
  /** It was accepted, and its record is there: no decision but a replay is right. */
  readonly wasIn: boolean;
  readonly mayBeIn: boolean;
};
type Learners = { readonly [Kind in AdmissionResult['kind']]: (asked: Asked, result: Extract<AdmissionResult, { kind: Kind }>) => void };

/** What must hold of each decision, and what the model learns from it. */
const LEARN: Learners = {
  accepted({ model, user, click, source, wasIn }, { depth }) {
    expect(wasIn, 'a click that was accepted is accepted once more').toBe(false);
    expect(depth).toBeLessThanOrEqual(MOST_DEPTH);
    if (!user.isUncertain) expect(user.bucket.tokens(model.nowMicros), 'a token was taken that was not there').toBeGreaterThan(0);
    user.bucket.take(model.nowMicros);
    Object.assign(click, { source, knowledge: 'acknowledged', isForgotten: false });
  },
  replayed({ click, source, wasIn, mayBeIn }) {
    expect(mayBeIn, 'a click that was never accepted is replayed').toBe(true);
    if (wasIn) expect(click.source, 'another body is taken for a replay').toBe(source);
    Object.assign(click, { source, knowledge: 'acknowledged' });
  },
  mismatched({ click, source, wasIn, mayBeIn }) {
    expect(mayBeIn, 'a click that was never accepted has another body').toBe(true);
    if (wasIn) expect(click.source, 'a replay is taken for another body').not.toBe(source);
    click.knowledge = 'acknowledged';
  },
  limited({ model, user, wasIn }) {
    expect(wasIn, 'a replay is limited').toBe(false);
    if (!user.isUncertain) expect(user.bucket.tokens(model.nowMicros), 'a token was there').toBe(0);
  },
  full({ wasIn }, { depth }) {
    expect(wasIn, 'a replay is refused by a full queue').toBe(false);
    expect(depth).toBeGreaterThanOrEqual(MOST_DEPTH);
  },
  closed: () => expect.unreachable('nobody closed admission'),
  unavailable({ user, click, source }, { outcome }) {
    if (outcome === 'not-accepted') return;
    user.isUncertain = true;
    if (click.knowledge === 'refused') Object.assign(click, { source, knowledge: 'unknown' });
  },
};

/** Holds what was decided on a click against the model, and lets the model learn from it. */
export function learnDecision(model: Model, click: ModelClick, source: string, result: AdmissionResult): void {
  const user = model.users.find(({ id }) => id === click.userId);
  if (user === undefined) throw new Error(`no user ${click.userId}`);
  const wasIn = click.knowledge === 'acknowledged' && !click.isForgotten;
  const learn = LEARN[result.kind] as (asked: Asked, result: AdmissionResult) => void;
  learn({ model, user, click, source, wasIn, mayBeIn: wasIn || click.knowledge === 'unknown' }, result);
}

export function learnTime(model: Model, milliseconds: number, expiredIds: ReadonlySet<string>): void {
  model.nowMicros += milliseconds * 1000;
  const isFull = milliseconds >= (USER_LIMIT.burst / USER_LIMIT.rate) * 1000;
  for (const user of model.users) user.isUncertain &&= !isFull;
  for (const click of model.clicks) if (expiredIds.has(click.clickId)) click.isForgotten = true;
}

/** Holds a status against what is known, and remembers how a click has ended: that must never change. */
export function learnStatus(click: ModelClick, found: FoundClick): void {
  if (click.knowledge === 'acknowledged') expect(found.kind, 'a click that was accepted is not found').not.toBe('absent');
  if (click.knowledge === 'refused') expect(found.kind, 'a click that was refused is found').not.toBe('found');
  if (click.outcome) expect(found, 'a click that has ended ends otherwise').toEqual(click.outcome);
  if (found.kind === 'found' && isEnd(found.status.status)) click.outcome = found;
}

function isEnd(status: string): boolean {
  return status === 'credited' || status === 'rejected' || status === 'failed';
}

/** The same as a load's journal would say it. */
export function journalOf(model: Model): Journal {
  const clicks = model.clicks.map(({ userId, key, clickId, knowledge }) => ({ userId, key, clickId, knowledge }));
  return { clicks, ownUsers: new Map(model.users.map(({ id }) => [id, {}])) };
}
