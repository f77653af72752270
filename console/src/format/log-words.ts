import type { LogLines } from '../../../src/console/found.ts';
import type { State } from '../components/state-badge.tsx';

/** How grave a level of log lines is. */
export const LOG_LEVELS: Readonly<Record<string, State>> = { fatal: 'bad', error: 'bad', warn: 'warning', info: 'info' };
export const LOG_SOURCES: Readonly<Record<LogLines['source'], string>> = { folder: "this stack's own files", loki: 'Loki', elasticsearch: 'Elasticsearch', none: 'nowhere' };
