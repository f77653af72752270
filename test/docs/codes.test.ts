import { describe, expect, it } from 'vitest';
import { ERROR_CODES, REJECT_CODES } from '../../src/click/codes.js';
import { PROBLEMS } from '../../src/http/problems.js';
import { readProjectFile, readSections, type Section } from './markdown.js';

/** The sections one level below the one with this title. */
function partsOf(sections: readonly Section[], title: string): Section[] {
  const start = sections.findIndex((section) => section.title === title);
  const rest = sections.slice(start + 1);
  const end = rest.findIndex((section) => section.level <= (sections[start]?.level ?? 0));
  return rest.slice(0, end === -1 ? rest.length : end);
}

const titlesOf = (sections: readonly Section[]): string[] => sections.map(({ title }) => title);

describe('docs/errors.md', () => {
  const sections = readSections(readProjectFile('docs/errors.md'));

  it('has a section for every error code and reject code, in their order, and no other', () => {
    expect(titlesOf(partsOf(sections, 'Error codes'))).toEqual(ERROR_CODES);
    expect(titlesOf(partsOf(sections, 'Reject codes'))).toEqual(REJECT_CODES);
    expect(titlesOf(sections.filter(({ level }) => level < 3))).toEqual(['Codes', 'Error codes', 'Reject codes']);
  });

  it('says of each error code what the worker does and what to do', () => {
    for (const { title, body } of partsOf(sections, 'Error codes')) {
      expect(body, title).toContain('- **The worker** ');
      expect(body, title).toContain('- **Do**: ');
    }
  });
});

describe('docs/problems.md', () => {
  const sections = readSections(readProjectFile('docs/problems.md')).filter(({ level }) => level === 2);

  it('has a section for every problem, in their order, and no other', () => {
    expect(titlesOf(sections)).toEqual(Object.keys(PROBLEMS));
  });

  it.each(Object.entries(PROBLEMS))('gives status and title of %s, and says more', (name, { status, title }) => {
    const [first, , ...more] = sections.find((section) => section.title === name)?.body.trim().split('\n') ?? [];
    expect(first).toBe(`**${status}** ${title}`);
    expect(more.join('').length).toBeGreaterThan(10);
  });
});
