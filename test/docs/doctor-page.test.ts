import { describe, expect, it } from 'vitest';
import { PROMISE_NAMES } from '../../src/cli/doctor/check.js';
import { CHECKS, isPromised, PROMISES } from '../../src/cli/doctor/promises.js';
import { OPTIONAL_COMMANDS, USED_COMMANDS } from '../../src/redis/redis-rights.js';
import { readCodeSpans, readProjectFile, readSections, readTable } from './markdown.js';

const page = readProjectFile('docs/doctor.md');
const sections = readSections(page);
const TITLES = { redis: 'Redis', mongodb: 'MongoDB', clocks: 'Clocks' } as const;

/** The sections of the third level below the one of the second level with this title. */
function partsOf(title: string) {
  const rest = sections.slice(sections.findIndex((section) => section.title === title) + 1);
  const end = rest.findIndex(({ level }) => level < 3);
  return rest.slice(0, end === -1 ? rest.length : end);
}

describe('docs/doctor.md', () => {
  it.each(Object.entries(TITLES))('has a section for each check of %s, in its order, and no other', (store, title) => {
    const checks = CHECKS.filter((check) => check.store === store);
    expect(checks.length).toBeGreaterThan(0);
    expect(partsOf(title).map((section) => section.title)).toEqual(checks.map(({ name }) => name));
  });

  it.each(CHECKS)('says of $store $name what is needed, why and what to do', ({ store, name, needed }) => {
    const body = partsOf(TITLES[store]).find((section) => section.title === name)?.body ?? '';
    expect(body.split('\n')).toContain(`- **Needed**: ${needed}`);
    expect(body).toMatch(/^- \*\*Why\*\*: .+/m);
    expect(body).toMatch(/^- \*\*Do\*\*: .+/m);
  });

  it('has every promise in its words', () => {
    const rows = readTable(sections.find(({ title }) => title === 'Promises')?.body ?? '');
    expect(rows.map(([name = '']) => readCodeSpans(name)[0])).toEqual([...PROMISE_NAMES]);
    for (const [index, name] of PROMISE_NAMES.entries()) {
      const { safe, ...others } = PROMISES[name];
      const tell = (level: 'replicated' | 'fast') => (others[level] === safe ? 'the same' : others[level]);
      const ofSafe = isPromised(name, 'safe') ? safe : `not promised: ${safe}`;
      expect(rows[index]?.slice(1)).toEqual([ofSafe, isPromised(name, 'safe') ? tell('replicated') : safe, isPromised(name, 'fast') ? tell('fast') : 'not promised']);
    }
  });

  it('gives the least rights that are enough, those last that are not needed', () => {
    const needed = USED_COMMANDS.filter((name) => !OPTIONAL_COMMANDS.includes(name));
    expect(page).toContain(`-@all ${[...needed, ...OPTIONAL_COMMANDS].map((name) => `+${name}`).join(' ')}\n`);
  });
});
