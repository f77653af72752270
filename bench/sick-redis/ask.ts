import { setTimeout as pause } from 'node:timers/promises';
import { Pool } from 'undici';
import { quantile } from '../statistics.js';

/** The API that is asked, and as whom: users in turn. */
export type Asked = { readonly url: string; readonly tokens: readonly string[]; readonly signal: AbortSignal };

type Timed = { readonly status: number; readonly ms: number };
/** What one click, the status of another one that was never sent, and the two health routes were answered. */
export type Answers = { readonly click: Timed & { readonly told: string }; readonly read: Timed; readonly ready: Timed; readonly live: Timed };

type Times = { readonly p50: number; readonly p99: number; readonly most: number };

export type SickFigures = {
  /** Milliseconds until the answer to a click, and to the question for a status. */
  readonly click: Times;
  readonly read: Times;
  /** Answers to clicks that came later than their deadline and 50 ms. */
  readonly late: number;
  readonly told: Readonly<Record<string, number>>;
  readonly readStatus: Readonly<Record<string, number>>;
  readonly ready: Readonly<Record<string, number>>;
  readonly live: Readonly<Record<string, number>>;
};

/** Milliseconds that an admission may take: `REDIS_DEADLINE_MS` of `src/cli/api.ts`. */
const DEADLINE_MS = 500;
const GRACE_MS = 50;
const EVERY_MS = 20;

let keys = 0;

/** Posts a click, asks for a status and for the process's health, every 20 ms for so long, whatever the answers do. */
export async function askSteadily({ url, tokens, signal }: Asked, milliseconds: number): Promise<Answers[]> {
  // A connection for each that waits: no click stands behind another one here.
  const pool = new Pool(url);
  const answers: Promise<Answers>[] = [];
  const endAt = performance.now() + milliseconds;
  for (let dueAt = performance.now(); dueAt < endAt; dueAt += EVERY_MS) {
    await pause(Math.max(0, dueAt - performance.now()), undefined, { signal });
    answers.push(ask(pool, tokens[answers.length % tokens.length] ?? ''));
  }
  const all = await Promise.all(answers);
  await pool.close();
  return all;
}

async function ask(pool: Pool, token: string): Promise<Answers> {
  const authorization = `Bearer ${token}`;
  const headers = { authorization, 'idempotency-key': `sick-${process.pid}-${(keys += 1)}` };
  const [click, read, ready, live] = await Promise.all([
    send(pool, { method: 'POST', path: '/api/mining/click', headers }),
    send(pool, { method: 'GET', path: '/api/mining/click/status?key=never-sent', headers: { authorization } }),
    send(pool, { method: 'GET', path: '/readyz' }),
    send(pool, { method: 'GET', path: '/livez' }),
  ]);
  const { outcome = 'accepted' } = click.body;
  return { click: { ...click, told: `${click.status} ${String(outcome)}` }, read, ready, live };
}

async function send(pool: Pool, request: Parameters<Pool['request']>[0]): Promise<Timed & { readonly body: Record<string, unknown> }> {
  const startedAt = performance.now();
  const { statusCode, body } = await pool.request(request);
  const parsed = (await body.json()) as Record<string, unknown>;
  return { status: statusCode, ms: performance.now() - startedAt, body: parsed };
}

export function summarizeAsked(answers: readonly Answers[]): SickFigures {
  const times = answers.map(({ click }) => click.ms);
  return {
    click: timesOf(times),
    read: timesOf(answers.map(({ read }) => read.ms)),
    late: times.filter((ms) => ms > DEADLINE_MS + GRACE_MS).length,
    told: countOf(answers.map(({ click }) => click.told)),
    readStatus: countOf(answers.map(({ read }) => String(read.status))),
    ready: countOf(answers.map(({ ready }) => String(ready.status))),
    live: countOf(answers.map(({ live }) => String(live.status))),
  };
}

function timesOf(times: readonly number[]): Times {
  return { p50: quantile(times, 0.5), p99: quantile(times, 0.99), most: Math.max(...times) };
}

function countOf(values: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
  return counts;
}
