import { vi } from 'vitest';
import { isAlert, type Alert, type RecordingRule } from '../../observability/alerts/alert.js';
import type { ListedQuery } from '../../observability/dashboards/list-queries.js';
import type { Vector } from '../../observability/promql/promql.js';
import type { RunbookQuery } from '../../observability/runbooks/read-runbooks.js';
import { findFault, type AskedQuery, type AskPrometheus } from './prometheus-query.js';

/** Where queries stand. */
export type QuerySources = {
  readonly dashboards: readonly ListedQuery[];
  readonly rules: readonly (Alert | RecordingRule)[];
  readonly runbooks: readonly RunbookQuery[];
  /** What may be empty or NaN although everything was made to happen that a short run can make happen. */
  readonly mayBeEmpty: (expr: string) => boolean;
};

/** A comparison may rightly find nothing; what it looks at must be there. */
function operandsOf(expr: Vector): readonly string[] {
  return expr.looksAt === undefined ? [expr.text] : expr.looksAt.flatMap(operandsOf);
}

/** Every query, those of rules as a whole and by their operands. */
export function listAskedQueries({ dashboards, rules, runbooks, mayBeEmpty }: QuerySources): readonly AskedQuery[] {
  const ofDashboards = dashboards.map(({ dashboard, panel, refId, expr, kind }) => {
    return { where: `${dashboard}, ${panel}, ${refId}`, expr, kind, mayBeEmpty: mayBeEmpty(expr) };
  });
  const ofRules = rules.flatMap((rule) => {
    const where = isAlert(rule) ? rule.name : rule.record;
    const whole = { where, expr: rule.expr.text, kind: 'instant' as const, mayBeEmpty: true };
    const operands = operandsOf(rule.expr).map((expr) => ({ ...whole, expr, mayBeEmpty: mayBeEmpty(expr) }));
    return [whole, ...operands];
  });
  const ofRunbooks = runbooks.map(({ runbook, expr, mayBeEmpty: isAllowed }) => {
    return { where: `runbook ${runbook}`, expr, kind: 'instant' as const, mayBeEmpty: isAllowed || mayBeEmpty(expr) };
  });
  return [...ofDashboards, ...ofRules, ...ofRunbooks];
}

/** Asks until each query was answered well once; gives back what is wrong with those that never were. */
export async function untilAnswered(ask: AskPrometheus, queries: readonly AskedQuery[], giveUpMs: number): Promise<readonly string[]> {
  let open = queries;
  let faults: readonly string[] = [];
  const askAll = async () => {
    const found = await Promise.all(open.map(async (query) => ({ query, fault: await findFault(ask, query) })));
    const failing = found.filter(({ fault }) => fault !== undefined);
    open = failing.map(({ query }) => query);
    faults = failing.map(({ query, fault }) => `${query.where}: ${fault}: ${query.expr}`);
    return open.length === 0;
  };
  await vi.waitUntil(askAll, { timeout: giveUpMs, interval: 2_000 }).catch(() => undefined);
  return faults;
}
