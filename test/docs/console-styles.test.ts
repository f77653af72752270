import { expect, it } from 'vitest';
import { listFiles, readProjectFile } from './markdown.js';

/** Classes that a file styles as such, not only within others. */
const classesOf = (file: string): string[] => [...readProjectFile(file).matchAll(/^\.([a-z][\w-]*)\s*[,{]/gm)].map(([, name = '']) => name);

it('no class of the console is styled by two files: both apply as soon as both of their views were opened', () => {
  const files = listFiles('.css', 'console/src');
  expect(files.length).toBeGreaterThan(5);
  const places = new Map<string, Set<string>>();
  for (const file of files) for (const name of classesOf(file)) places.set(name, (places.get(name) ?? new Set()).add(file));
  expect([...places].filter(([, found]) => found.size > 1).map(([name, found]) => `${name}: ${[...found].join(', ')}`)).toEqual([]);
});
