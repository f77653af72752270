import { ask, type Answer } from '../api/ask.ts';
import { ABORTED } from '../api/problem.ts';
import type { DashboardLink, ExemplarAnswer, MarkQuery, PanelAnswer, PanelQuery, VariableAnswer, VariableQuery } from '../../../src/console/measured.ts';
import type { Dashboard } from './dashboard-json.ts';
import { createLimit } from './limit.ts';

/** A browser opens six connections to one place: more requests would wait in it, where they cannot be given up. */
const limit = createLimit(6);

async function post<T>(path: string, body: unknown, signal: AbortSignal): Promise<Answer<T>> {
  return (await limit(() => ask<T>(path, { method: 'POST', body, signal }), signal)) ?? { ok: false, problem: ABORTED };
}

export const askPanel = (query: PanelQuery, signal: AbortSignal) => post<PanelAnswer>('/api/admin/query', query, signal);
export const askExemplars = (query: PanelQuery, signal: AbortSignal) => post<ExemplarAnswer>('/api/admin/exemplars', query, signal);
export const askMarks = (query: MarkQuery, signal: AbortSignal) => post<PanelAnswer>('/api/admin/query', query, signal);
export const askVariable = (query: VariableQuery, signal: AbortSignal) => post<VariableAnswer>('/api/admin/variable', query, signal);

export const askDashboards = (signal: AbortSignal) => ask<{ readonly dashboards: readonly DashboardLink[] }>('/api/admin/dashboards', { signal });
export const askDashboard = (uid: string, signal: AbortSignal) => ask<Dashboard>(`/api/admin/dashboards/${encodeURIComponent(uid)}`, { signal });
export const askFacts = (signal: AbortSignal) => ask<{ readonly prometheus: boolean }>('/api/admin/console', { signal });
