const NAMES_AND_BRACES = /"(?:[^"\\]|\\.)*"\s*:?|[{}]/g;

/**
 * Whether an object in the text has a name twice: programs differ in which of the two counts.
 *
 * @param json text that is known to be JSON.
 */
export function hasRepeatedNames(json: string): boolean {
  const open: Set<unknown>[] = [];
  for (const [text] of json.matchAll(NAMES_AND_BRACES)) {
    if (text === '{') open.push(new Set());
    if (text === '}') open.pop();
    if (!text.endsWith(':')) continue;
    const name: unknown = JSON.parse(text.slice(0, -1));
    const names = open.at(-1);
    if (names?.has(name)) return true;
    names?.add(name);
  }
  return false;
}
