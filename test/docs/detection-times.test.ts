import { describe, expect, it } from 'vitest';
import { PAGE } from '../faults/detection-times.js';
import { FAULTS, FAULTS_AS_GENERATED, TIME_FACTOR } from '../faults/faults.js';
import { readProjectFile, readSections, readTable } from './markdown.js';

const SECONDS = /^\d+\.\d s$/;
const sections = readSections(readProjectFile(PAGE));

describe('docs/detection-times.md', () => {
  it.each([
    ['As generated', FAULTS_AS_GENERATED],
    ['In shortened time', FAULTS],
  ])('has figures of each fault %s', (title, faults) => {
    const rows = readTable(sections.find((section) => section.title === title)?.body ?? '');
    expect(rows.map(([fault, alert]) => [fault, alert])).toEqual(faults.map((fault) => [fault.title, fault.alert]));
    for (const [, , told, resolved] of rows) expect([told, resolved]).toEqual([expect.stringMatching(SECONDS), expect.stringMatching(SECONDS)]);
  });

  it('says by how much time was shortened', () => {
    expect(sections.find(({ title }) => title === 'In shortened time')?.body).toContain(`divided by ${1 / TIME_FACTOR} `);
  });
});


