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
    listRunbooks: (search = '') => {
      const words = wordsOf(search);
      const found = entries.flatMap((entry) => searchIn(entry, texts.get(entry.name) ?? '', words));
      return { runbooks: [...found.filter((entry) => entry.found === undefined), ...found.filter((entry) => entry.found !== undefined)] };
    },

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

/** Where a label of the alert will stand, its name: `<job> is down`. Of two ways to say it, the one that holds otherwise. */
function withoutTemplates(summary: string): string {
  return summary.replace(/\{\{ with .*?\{\{ else \}\}(.*?)\{\{ end \}\}/g, '$1').replace(/\{\{ \$labels\.(\w+) \}\}/g, '<$1>');
}

const wordsOf = (search: string): string[] => search.toLowerCase().split(/\s+/).filter((word) => word !== '');

/** The entry when it has all words, with the line of its text that has most of them when they are not in what is shown of it. */
function searchIn(entry: RunbookEntry, text: string, words: readonly string[]): RunbookEntry[] {
  const shown = `${entry.name} ${entry.severity ?? ''} ${entry.summary ?? ''}`.toLowerCase();
  if (words.every((word) => shown.includes(word))) return [entry];
  const all = `${shown} ${text.toLowerCase()}`;
  return words.every((word) => all.includes(word)) ? [{ ...entry, found: lineWith(text, words) }] : [];
}

function lineWith(text: string, words: readonly string[]): string {
  const count = (line: string) => words.filter((word) => line.toLowerCase().includes(word)).length;
  return text.split('\n').reduce((best, line) => (count(line) > count(best) ? line : best)).trim();
}
