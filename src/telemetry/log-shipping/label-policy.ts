import { LINE_FIELDS, LOG_FIELDS } from '../log-fields.js';
import { LOG_LEVELS } from '../log-levels.js';

/** Processes that write log lines, as Prometheus' `job`. */
const LOG_JOBS = ['mining-click-api', 'mining-click-worker', 'mining-click-exporter'] as const;

/**
 * What Loki may have as labels. Every combination of their values is a stream of its own, so nothing that names a click, a
 * user or a request is one: such fields stay in the line, where `| json` finds them.
 */
export function labelPolicy() {
  return {
    labels: { job: LOG_JOBS, level: LOG_LEVELS },
    mostStreams: LOG_JOBS.length * LOG_LEVELS.length,
    inTheLine: [...Object.keys(LINE_FIELDS), ...Object.keys(LOG_FIELDS)],
  };
}
