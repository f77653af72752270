import type { Check, Result } from './check.js';
import type { Diagnosis, Verdict } from './promises.js';

/** Where each store is, without user and password. */
export type Places = {
  readonly redis: string;
  readonly mongodb: string;
  /** Whether they belong to the stack that runs in this folder. */
  readonly isStack: boolean;
};

const INDENT = '  ';
const STATUS_WIDTH = 9;
const NAME_WIDTH = 18;
const VERDICT_WIDTH = 14;

/** The diagnosis for people, in lines of at most `width` characters where words allow that. */
export function reportLines(diagnosis: Diagnosis, places: Places, width: number): string[] {
  const { results, verdicts, level } = diagnosis;
  const of = (store: Check['store']) => storeLines(results.filter(({ check }) => check.store === store), width);
  return [
    ...wrap(places.isStack ? 'The stack that runs in this folder, by var/stack.json' : 'The stores of REDIS_URL and MONGODB_URL; no stack runs in this folder', width),
    '',
    ...wrap(`Redis at ${places.redis}`, width),
    ...of('redis'),
    '',
    ...wrap(`MongoDB at ${places.mongodb}`, width),
    ...of('mongodb'),
    '',
    'Clocks',
    ...of('clocks'),
    '',
    `Promises at level ${level} (MINING_DURABILITY)`,
    ...verdicts.flatMap((verdict) => verdictLines(verdict, width)),
    '',
    ...wrap(summaryOf(diagnosis), width),
  ];
}

/** The same for programs. */
export function reportJson({ level, results, verdicts, isKept }: Diagnosis, places: Places): string {
  const report = {
    isKept,
    level,
    places,
    promises: verdicts.map(({ because, ...verdict }) => ({ ...verdict, because: because.map(nameOf) })),
    checks: results.map(({ check: { store, name, needed, bearsOn }, finding }) => ({ store, name, ...finding, needed, bearsOn })),
  };
  return JSON.stringify(report, undefined, 2);
}

/** What was skipped is one entry for each reason. */
function storeLines(results: readonly Result[], width: number): string[] {
  const reasons = new Set(results.flatMap(({ finding }) => (finding.status === 'skipped' ? [finding.found] : [])));
  return [
    ...results.filter(({ finding }) => finding.status !== 'skipped').flatMap((result) => resultLines(result, width)),
    ...[...reasons].flatMap((reason) => {
      const names = results.filter(({ finding }) => finding.status === 'skipped' && finding.found === reason).map(({ check }) => check.name);
      return hang(INDENT + 'skipped'.padEnd(STATUS_WIDTH), [`${names.join(', ')}: ${reason}`], width);
    }),
  ];
}

/** What is not as it should be is said with what is needed and what to do. */
function resultLines({ check, finding }: Result, width: number): string[] {
  const remedy = 'remedy' in finding ? finding.remedy : undefined;
  const texts = [finding.found, ...(remedy === undefined ? [] : [`Needed: ${check.needed}`, `Do: ${remedy}`])];
  const head = INDENT + finding.status.padEnd(STATUS_WIDTH) + check.name.padEnd(NAME_WIDTH);
  return hang(head, texts, width);
}

function verdictLines({ verdict, promise, because }: Verdict, width: number): string[] {
  const reasons = because.length > 0 ? [`See ${because.map(nameOf).join(', ')}.`] : [];
  return hang(INDENT + verdict.padEnd(VERDICT_WIDTH), [promise, ...reasons], width);
}

function nameOf({ store, name }: Check): string {
  return `${store} ${name}`;
}

function summaryOf({ results, verdicts, isKept }: Diagnosis): string {
  const warnings = results.filter(({ finding }) => finding.status === 'warning').length;
  const withWarnings = warnings === 0 ? '' : `, with ${count(warnings, 'warning')}`;
  const more = ' docs/doctor.md says more of each check.';
  if (isKept) return `All promises are kept${withWarnings}.${warnings === 0 ? '' : more}`;
  const of = (verdict: Verdict['verdict']) => verdicts.filter((each) => each.verdict === verdict).length;
  const parts = [
    ...(of('broken') > 0 ? [`${count(of('broken'), 'promise')} ${of('broken') === 1 ? 'is' : 'are'} broken`] : []),
    ...(of('not known') > 0 ? [`${of('not known')} not known to be kept`] : []),
  ];
  return `${capitalize(parts.join(', '))}${withWarnings}.${more}`;
}

function count(number: number, thing: string): string {
  return `${number} ${thing}${number === 1 ? '' : 's'}`;
}

function capitalize(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Texts in a column behind a head that stands on the first line only. */
function hang(head: string, texts: readonly string[], width: number): string[] {
  const lines = texts.flatMap((text) => wrap(text, width - head.length));
  return lines.map((line, index) => (index === 0 ? head : ' '.repeat(head.length)) + line);
}

/** Breaks a text between words; a word that is longer than a line has one of its own. */
function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
