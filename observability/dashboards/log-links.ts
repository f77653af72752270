import { DASHBOARDS, JOBS } from '../config.js';

/** Variables of the dashboard of log lines that a link may set. */
export const LOG_FILTERS = ['job', 'level', 'status', 'error_code', 'search'] as const;

/**
 * Which lines. A value may be Grafana's `${__field.labels.<label>}`, the label of the series that was clicked, or
 * `${__data.fields["<column>"]}`, a cell of the row that was clicked.
 */
export type LogLines = { readonly job: keyof typeof JOBS | `\${__${string}}` } & {
  readonly [Filter in Exclude<(typeof LOG_FILTERS)[number], 'job'>]?: string;
};

export type LogLink = { readonly title: string; readonly url: string };

/** Milliseconds around the point. */
const WINDOW = 120_000;

/** In Explore a link cannot say "a minute around this time"; of a dashboard it can. */
export function logsAroundPoint(lines: LogLines): LogLink {
  return { title: 'Log lines around this point', url: linkTo(lines, `time=\${__value.time}&time.window=${WINDOW}`) };
}

/** Of all of the time that is shown. */
export function logsOfCell(lines: LogLines): LogLink {
  return { title: 'Log lines', url: linkTo(lines, 'from=${__from}&to=${__to}') };
}

/** Lines of any process in which this stands. */
export function linesOfLastDay(search: string): string {
  return address({ search }, 'from=now-24h&to=now');
}

function linkTo({ job, ...filters }: LogLines, time: string): string {
  return address({ job: job in JOBS ? JOBS[job as keyof typeof JOBS] : job, ...filters }, time);
}

function address(filters: Partial<Record<(typeof LOG_FILTERS)[number], string>>, time: string): string {
  const variables = Object.entries(filters).map(([filter, value]) => `var-${filter}=${value}`);
  return `/d/${DASHBOARDS.logs}?${[time, ...variables].join('&')}`;
}
