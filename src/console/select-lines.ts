import type { LogLine } from './found.js';
import { parseLogLine } from './log-lines.js';
import { createTest, type Matcher, type ParsedLogQuery } from './logql.js';

/** The value of a label or of a field as Loki has it: text, the empty one where there is none. */
export function valueOf(line: LogLine, name: string): string {
  const own = OF_EVERY_LINE.get(name);
  const value = own === undefined ? fieldOf(line, name) : line[own];
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}

const OF_EVERY_LINE: ReadonlyMap<string, 'process' | 'level' | 'message'> = new Map([['job', 'process'], ['service', 'process'], ['level', 'level'], ['message', 'message']]);
const fieldOf = ({ fields }: LogLine, name: string): unknown => (Object.hasOwn(fields, name) ? fields[name] : undefined);

/** The line of a text, if the query wants it. */
export function createSelect({ labels, contains, fields }: Omit<ParsedLogQuery, 'count'>): (text: string) => LogLine | undefined {
  const texts = contains.filter((text) => text !== '');
  const tests = [...labels, ...fields].map((matcher: Matcher) => ({ name: matcher.name, test: createTest(matcher) }));
  return (text) => {
    if (!texts.every((wanted) => text.includes(wanted))) return undefined;
    const line = parseLogLine(text);
    return line && tests.every(({ name, test }) => test(valueOf(line, name))) ? line : undefined;
  };
}
