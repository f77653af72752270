import { ask, type Answer } from '../api/ask.ts';
import { ABORTED } from '../api/problem.ts';
import type { DashboardLink, LogSource, MarkQuery, PanelAnswer, PanelQuery, VariableAnswer, VariableQuery } from '../../../src/console/measured.ts';
import type { LogLines } from '../../../src/console/found.ts';
import type { Dashboard } from './dashboard-json.ts';
import { createLimit } from './limit.ts';

/** A browser opens six connections to one place: more requests would wait in it, where they cannot be given up. */
const limit = createLimit(6);

async function post<T>(path: string, body: unknown, signal: AbortSignal): Promise<Answer<T>> {
  return (await limit(() => ask<T>(path, { method: 'POST', body, signal }), signal)) ?? { ok: false, problem: ABORTED };
}

export const askPanel = (query: PanelQuery, signal: AbortSignal) => post<PanelAnswer>('/api/admin/query', query, signal);
export const askMarks = (query: MarkQuery, signal: AbortSignal) => post<PanelAnswer>('/api/admin/query', query, signal);
export const askVariable = (query: VariableQuery, signal: AbortSignal) => post<VariableAnswer>('/api/admin/variable', query, signal);

export const askDashboards = (signal: AbortSignal) => ask<{ readonly dashboards: readonly DashboardLink[] }>('/api/admin/dashboards', { signal });
export const askDashboard = (uid: string, signal: AbortSignal) => ask<Dashboard>(`/api/admin/dashboards/${encodeURIComponent(uid)}`, { signal });
export const askFacts = (signal: AbortSignal) => ask<{ readonly prometheus: boolean; readonly logs: LogSource }>('/api/admin/console', { signal });
export const askLogs = (id: string, signal: AbortSignal) => ask<LogLines>(`/api/admin/logs?${logParameter(id)}=${encodeURIComponent(id)}&limit=500`, { signal });

const CLICK_ID = /^c[0-9a-f]{40}$/;
const TRACE_ID = /^[0-9a-f]{32}$/;

const logParameter = (id: string): string => (CLICK_ID.test(id) ? 'clickId' : TRACE_ID.test(id) ? 'traceId' : 'batchId');
/** Log lines are found by the ids that they carry. */
export const isLogId = (text: string): boolean => CLICK_ID.test(text) || TRACE_ID.test(text) || /^[A-Za-z0-9_-]{16,64}$/.test(text);
