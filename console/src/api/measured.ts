import type { AlertHistory, Alerts, ConsoleFacts, Health, NewSilence, Overview, RunbookAnswer, RunbookList, RunbookQuery, Silences } from '../../../src/console/measured.ts';
import type { QueueState } from '../../../src/console/found.ts';
import { ask } from './ask.ts';

/** What the API measures and tells of itself, question by question. */
export const askFacts = (signal: AbortSignal) => ask<ConsoleFacts>('/api/admin/console', { signal });
export const askHealth = (signal: AbortSignal) => ask<Health>('/api/admin/health', { signal });
export const askAlerts = (signal: AbortSignal) => ask<Alerts>('/api/admin/alerts', { signal });
export const askSilences = (signal: AbortSignal) => ask<Silences>('/api/admin/silences', { signal });

/** @param search '' for all */
export const askRunbooks = (search: string, signal: AbortSignal) => ask<RunbookList>(`/api/admin/runbooks${search === '' ? '' : `?search=${encodeURIComponent(search)}`}`, { signal });
export const askRunbookQuery = ({ name, number }: RunbookQuery) => ask<RunbookAnswer>(`/api/admin/runbooks/${encodeURIComponent(name)}/queries/${number}`);

export const askQueue = (signal: AbortSignal) => ask<QueueState>('/api/admin/queue', { signal });

export { askRunbook } from './kept-runbooks.ts';

/** @param hours back from now */
export const askAlertHistory = (hours: number, signal: AbortSignal) => ask<AlertHistory>(`/api/admin/alerts/history?hours=${hours}`, { signal });

/** @param spanMs back from now */
export function askOverview(spanMs: number, signal: AbortSignal) {
  const end = Date.now();
  return ask<Overview>(`/api/admin/overview?start=${end - spanMs}&end=${end}`, { signal });
}

export const silenceAlert = (silence: NewSilence) => ask<{ readonly id: string }>('/api/admin/silences', { method: 'POST', body: silence });
export const endSilence = (id: string) => ask<unknown>(`/api/admin/silences/${encodeURIComponent(id)}/end`, { method: 'POST' });
