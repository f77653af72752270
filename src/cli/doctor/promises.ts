import { CLOCK_CHECKS } from './clock-check.js';
import { PROMISE_NAMES, type Check, type Facts, type Finding, type Level, type PromiseName, type Result } from './check.js';
import { MONGODB_CHECKS } from './mongo-checks.js';
import { REDIS_CHECKS } from './redis-checks.js';

export const CHECKS: readonly Check[] = [...REDIS_CHECKS, ...MONGODB_CHECKS, ...CLOCK_CHECKS];

export type Verdict = {
  readonly name: PromiseName;
  /** A sentence. */
  readonly promise: string;
  readonly verdict: 'kept' | 'broken' | 'not known' | 'not promised';
  /** The checks that say so; none for a promise that is kept. */
  readonly because: readonly Check[];
};

/** All that the doctor says. */
export type Diagnosis = {
  readonly level: Level;
  readonly results: readonly Result[];
  readonly verdicts: readonly Verdict[];
  /** Whether every promise is known to be kept. */
  readonly isKept: boolean;
};

export const PROMISES: Readonly<Record<PromiseName, Readonly<Record<Level, string>>>> = {
  accepting: atEach('Clicks are accepted, in time.'),
  'process-kill': atEach('An accepted click survives kill -9 of any process.'),
  'power-loss': {
    ...atEach('An accepted click survives a power loss.'),
    fast: 'A power loss takes the clicks of the last second, and no others.',
  },
  'node-loss': atEach('An accepted click survives the loss of the Redis node.'),
  'exactly-once': atEach('An accepted click is credited once, never twice.'),
  crediting: atEach('Clicks are credited, and can be asked for, in time.'),
};

function atEach(promise: string): Readonly<Record<Level, string>> {
  return { safe: promise, replicated: promise, fast: promise };
}

/** Only level replicated waits for a replica. */
export function isPromised(name: PromiseName, level: Level): boolean {
  return name !== 'node-loss' || level === 'replicated';
}

/** Pure: the same facts give the same diagnosis. */
export function diagnose(facts: Facts): Diagnosis {
  const results = CHECKS.map((check) => ({ check, finding: check.judge(facts) }));
  const verdicts = PROMISE_NAMES.map((name) => judgePromise(name, facts.level, results));
  return { level: facts.level, results, verdicts, isKept: verdicts.every(({ verdict }) => verdict === 'kept' || verdict === 'not promised') };
}

/** A broken promise is said to be broken, whatever else is not known. */
function judgePromise(name: PromiseName, level: Level, results: readonly Result[]): Verdict {
  const promise = PROMISES[name][level];
  if (!isPromised(name, level)) return { name, promise, verdict: 'not promised', because: [] };
  const breaking = results.filter(({ finding }) => finding.status === 'failed' && finding.breaks.includes(name));
  if (breaking.length > 0) return { name, promise, verdict: 'broken', because: breaking.map(({ check }) => check) };
  const open = results.flatMap(({ check, finding }) => (check.bearsOn.includes(name) ? whatIsMissing(check, finding) : []));
  return { name, promise, verdict: open.length > 0 ? 'not known' : 'kept', because: [...new Set(open)] };
}

/** The check that would have to come to something first; none when this one has. */
function whatIsMissing(check: Check, finding: Finding): Check[] {
  if (finding.status === 'unknown') return [check];
  return finding.status === 'skipped' ? CHECKS.filter(({ store, name }) => store === check.store && name === finding.cause) : [];
}
