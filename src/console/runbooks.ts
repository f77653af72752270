import type { Measured, RunbookEntry } from './measured.js';
import type { Prometheus } from './prometheus-client.js';
import { readQueryBlocks } from './runbook-blocks.js';
import { unitOf } from './runbook-unit.js';

/** What the rules say of an alert. `summary` may be a template of Prometheus. */
export type RuledAlert = { readonly name: string; readonly severity: string; readonly summary: string };

export type RunbookParts = {
  /** Markdown by name. */
  readonly texts: ReadonlyMap<string, string>;
  readonly alerts: readonly RuledAlert[];
  readonly prometheus: Pick<Prometheus, 'query'>;
  readonly now: () => number;
};

/** The runbooks: which there are, and what Prometheus answers to a query of one. No other expression than theirs is asked. */
export function createRunbooks({ texts, alerts, prometheus, now }: RunbookParts): Pick<Measured, 'listRunbooks' | 'askRunbook'> {
  const queries = new Map([...texts].map(([name, text]) => [name, readQueryBlocks(text)]));
  const entries = [...texts.keys()].map((name) => toEntry(name, alerts));
  return {
    listRunbooks: (search = '') => ({ runbooks: searchRunbooks(entries, texts, wordsOf(search)) }),

    askRunbook: async ({ name, number }) => {
      const query = queries.get(name)?.[number - 1];
      if (!query) return { kind: 'query-refused', why: queries.has(name) ? `the runbook ${name} has no query ${number}` : `there is no runbook ${name}` };
      const at = now();
      const answer = await prometheus.query(query.expr, at);
      const unit = unitOf(query.expr);
      return answer.kind === 'answered' ? { kind: 'answered', value: { ...query, at, ...(unit !== undefined && { unit }), ...answer.value } } : answer;
    },
  };
}

function toEntry(name: string, alerts: readonly RuledAlert[]): RunbookEntry {
  const alert = alerts.find((each) => each.name === name);
  return alert ? { name, severity: alert.severity, summary: withoutTemplates(alert.summary) } : { name };
}

/** Where a label or the value of the alert will stand, its name: `<job> is down`. Of two ways to say it, the one that holds otherwise. */
function withoutTemplates(summary: string): string {
  return summary
    .replace(/\{\{ with .*?\{\{ else \}\}(.*?)\{\{ end \}\}/g, '$1')
    .replace(/\{\{ \$labels\.(\w+) \}\}/g, '<$1>')
    .replace(/\{\{ \$value \| [^}]+ \}\}/g, '<value>');
}

const wordsOf = (search: string): string[] => search.toLowerCase().split(/\s+/).filter((word) => word !== '');

/** Those that have the most of the words, and half of them at least: a message that is searched has names in it that no runbook has. */
function searchRunbooks(entries: readonly RunbookEntry[], texts: RunbookParts['texts'], words: readonly string[]): RunbookEntry[] {
  const searched = entries.map((entry) => {
    const shown = `${entry.name} ${entry.severity ?? ''} ${entry.summary ?? ''}`;
    const text = texts.get(entry.name) ?? '';
    const count = countIn(`${shown} ${text}`, words);
    return { count, entry: countIn(shown, words) < count ? { ...entry, found: lineWith(text, words) } : entry };
  });
  const most = Math.max(...searched.map(({ count }) => count));
  const found = searched.filter(({ count }) => count === most && 2 * count >= words.length).map(({ entry }) => entry);
  return [...found.filter((entry) => entry.found === undefined), ...found.filter((entry) => entry.found !== undefined)];
}

function countIn(text: string, words: readonly string[]): number {
  const lower = text.toLowerCase();
  return words.filter((word) => lower.includes(word)).length;
}

/** The line that has the most of the words, without the signs of Markdown. */
function lineWith(text: string, words: readonly string[]): string {
  const best = text.split('\n').reduce((best, line) => (countIn(line, words) > countIn(best, words) ? line : best));
  return best.trim().replace(/^(-|#+|\d+\.) /, '').replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').replace(/`|\*\*/g, '');
}
