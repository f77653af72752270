/** A part of a sentence that leads to where one looks next. */
export type LinkedText = { readonly text: string; readonly href: string };
export type Sentence = readonly (string | LinkedText)[];

export const textOf = (sentence: Sentence): string => sentence.map((piece) => (typeof piece === 'string' ? piece : piece.text)).join('');

const MOST_NAMES = 4;

/** `a`, `a and b`, `a, b and c`; of many the first few, and how many more. */
export function listed(names: Sentence): Sentence {
  const shown = names.slice(0, MOST_NAMES);
  const more = names.length - shown.length;
  if (more > 0) return [...joined(shown), ` and ${more} more`];
  const last = shown.at(-1) ?? '';
  return shown.length < 2 ? shown : [...joined(shown.slice(0, -1)), ' and ', last];
}

const joined = (names: Sentence): Sentence => names.flatMap((name, index) => (index === 0 ? [name] : [', ', name]));

/** The first letter large. */
export function capitalised([first = '', ...rest]: Sentence): Sentence {
  const large = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
  return [typeof first === 'string' ? large(first) : { ...first, text: large(first.text) }, ...rest];
}
