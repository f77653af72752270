import { describe, expect, it } from 'vitest';
import { changeMongo, changeRedis, GOOD } from '../../../test/support/good-facts.js';
import { PROMISE_NAMES, type Facts } from './check.js';
import { CHECKS, diagnose } from './promises.js';

const MIGHT_EVICT = { ...GOOD.redis.facts.server, evictionPolicy: 'allkeys-lru' };
const FLUSHED_EACH_SECOND = { ...GOOD.redis.facts.server, appendOnlyFile: { isOn: true, flush: 'everysec', pausesForRewrite: false } } as const;

function verdictsOf(facts: Facts): Record<string, string> {
  return Object.fromEntries(diagnose(facts).verdicts.map(({ name, verdict }) => [name, verdict]));
}

function reasonsOf(facts: Facts, promise: string): string[] {
  const { because = [] } = diagnose(facts).verdicts.find(({ name }) => name === promise) ?? {};
  return because.map(({ store, name }) => `${store} ${name}`);
}

describe('the promises', () => {
  it('are kept when nothing is wrong, but for the one that only level replicated makes', () => {
    const { 'node-loss': nodeLoss, ...others } = verdictsOf(GOOD);
    expect(nodeLoss).toBe('not promised');
    expect(new Set(Object.values(others))).toEqual(new Set(['kept']));
    expect(diagnose(GOOD).isKept).toBe(true);
    expect(new Set(Object.values(verdictsOf({ ...GOOD, level: 'replicated' })))).toEqual(new Set(['kept']));
  });

  it('are kept with warnings', () => {
    expect(diagnose(changeMongo({ version: '6.0.5', transactionLifetimeSeconds: 60 })).isKept).toBe(true);
  });

  it('are broken by what fails, which is named, and no others are', () => {
    const facts = changeRedis({ server: FLUSHED_EACH_SECOND });
    expect(diagnose(facts).isKept).toBe(false);
    expect(verdictsOf(facts)).toMatchObject({ accepting: 'kept', 'process-kill': 'kept', 'power-loss': 'broken', 'exactly-once': 'kept', crediting: 'kept' });
    expect(reasonsOf(facts, 'power-loss')).toEqual(['redis append-only-file']);
  });

  it('are less at level fast, and say so', () => {
    const facts: Facts = { ...changeRedis({ server: FLUSHED_EACH_SECOND }), level: 'fast' };
    expect(diagnose(facts).isKept).toBe(true);
    expect(diagnose(facts).verdicts.find(({ name }) => name === 'power-loss')?.promise).toContain('last second');
  });

  it('are not known when a store is away, because of that alone; what needs it to work is broken', () => {
    const facts: Facts = { ...GOOD, mongodb: { kind: 'unreachable', why: 'It is away.' } };
    expect(verdictsOf(facts)).toMatchObject({ accepting: 'kept', 'process-kill': 'not known', 'exactly-once': 'not known', crediting: 'broken' });
    expect(reasonsOf(facts, 'exactly-once')).toEqual(['mongodb answers']);
    expect(diagnose(facts).isKept).toBe(false);
  });

  it('are broken rather than not known when both are true', () => {
    const facts: Facts = { ...changeRedis({ server: MIGHT_EVICT }), mongodb: { kind: 'unreachable', why: 'It is away.' } };
    expect(verdictsOf(facts)['exactly-once']).toBe('broken');
  });

  it('are not known when rights cannot be found out', () => {
    expect(verdictsOf(changeRedis({ rights: undefined }))['accepting']).toBe('not known');
    expect(reasonsOf(changeRedis({ server: undefined }), 'power-loss')).toEqual(['redis rights']);
  });

  it('have each a check that bears on them', () => {
    const borne = new Set(CHECKS.flatMap(({ bearsOn }) => bearsOn));
    expect(PROMISE_NAMES.filter((name) => !borne.has(name))).toEqual([]);
  });
});
