import { describe, expect, it } from 'vitest';
import { changeMongo, GOOD } from '../../../test/support/good-facts.js';
import type { Facts } from './check.js';
import { diagnose } from './promises.js';
import { reportJson, reportLines } from './report.js';

const PLACES = { redis: 'redis://127.0.0.1:6379', mongodb: 'mongodb://127.0.0.1:27017/?replicaSet=rs0', isStack: true };
const old = changeMongo({ version: '6.0.5' });
const away: Facts = { ...GOOD, redis: { kind: 'unreachable', why: 'Redis does not answer (ECONNREFUSED): check REDIS_URL, and that Redis runs.' } };

describe('the report', () => {
  it('says of what is good what was found, and in its last line that all is kept', () => {
    const lines = reportLines(diagnose(GOOD), PLACES, 80);
    expect(lines[0]).toBe('The stack that runs in this folder, by var/stack.json');
    expect(lines).toContain('  ok       version           Redis 7.0.15.');
    expect(lines).toContain('  not promised  An accepted click survives the loss of the Redis node.');
    expect(lines.at(-1)).toBe('All promises are kept.');
    expect(lines.filter((line) => line.includes('Needed:'))).toEqual([]);
  });

  it('says of the rest what is needed and what to do', () => {
    const lines = reportLines(diagnose(old), PLACES, 120);
    const start = lines.findIndex((line) => line.startsWith('  warning  version'));
    expect(lines.slice(start, start + 3).map((line) => line.trim().replace(/^warning +version +/, ''))).toEqual([
      'MongoDB 6.0.5 is good enough for a laptop and for tests.',
      'Needed: MongoDB must be version 7 or 8; version 6 is for development only.',
      'Do: Use MongoDB 7 or 8 where clicks count.',
    ]);
    expect(lines.at(-1)).toBe('All promises are kept, with 1 warning. docs/doctor.md says more of each check.');
  });

  it('says once what was skipped, and why', () => {
    const text = reportLines(diagnose(away), { ...PLACES, isStack: false }, 200).join('\n');
    expect(text).toContain('The stores of REDIS_URL and MONGODB_URL; no stack runs in this folder');
    expect(text).toMatch(/^ {2}failed {3}answers {11}Redis does not answer \(ECONNREFUSED\): .*\n {2}skipped {2}version, writes, .*epoch: Redis was not reached\.$/m);
    expect(text).toMatch(/^ {2}not known {5}An accepted click survives a power loss\.\n +See redis answers\.$/m);
    expect(text).toMatch(/2 promises are broken, 3 not known to be kept\. .*$/);
  });

  it('keeps to the width', () => {
    for (const facts of [GOOD, old, away]) {
      for (const line of reportLines(diagnose(facts), PLACES, 80)) expect(line.length, line).toBeLessThanOrEqual(80);
    }
  });

  it('says the same to programs', () => {
    const report = JSON.parse(reportJson(diagnose(away), PLACES)) as Record<string, unknown>;
    expect(report).toMatchObject({ isKept: false, level: 'safe', places: PLACES });
    expect(report['promises']).toContainEqual(expect.objectContaining({ name: 'power-loss', verdict: 'not known', because: ['redis answers'] }));
    expect(report['checks']).toContainEqual(expect.objectContaining({ store: 'redis', name: 'answers', status: 'failed', breaks: ['accepting', 'crediting'] }));
    expect(report['checks']).toContainEqual(expect.objectContaining({ store: 'mongodb', name: 'version', status: 'ok', needed: expect.any(String) }));
  });
});
