import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { createDashboardQueries } from './dashboard-queries.js';
import { createDashboards, type Dashboard } from './dashboards.js';
import type { Figure } from './measured.js';
import { createOverview } from './overview.js';
import type { Prometheus } from './prometheus-client.js';

const FOLDER = new URL('../../observability/generated/grafana/dashboards/', import.meta.url);
const dashboards = createDashboards(readdirSync(FOLDER).map((file) => JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8')) as Dashboard));
const NOW = 1_700_000_000_000;
const QUIET = 'Prometheus is too busy';

type Answers = { readonly ofRefusals: 'told' | 'not told' };

/** The answers by status, where one click of two is refused by the limit of all users, as far as Prometheus tells why. */
async function answersByStatus({ ofRefusals }: Answers): Promise<{ readonly figure: Figure | undefined; readonly problem: string | undefined }> {
  const answer: Prometheus['query'] = (expr) => {
    const isOfRefusals = expr.includes('mining_click_refusals_total');
    if (isOfRefusals && ofRefusals === 'not told') return Promise.resolve({ kind: 'prometheus-unavailable', why: QUIET });
    const series = (labels: Record<string, string>) => ({ metric: labels, values: [[NOW / 1000, '5'] as [number, string]] });
    const result = isOfRefusals ? [series({ reason: 'global-limit' })] : [series({ status: '202' }), series({ status: '429' })];
    return Promise.resolve({ kind: 'answered', value: { resultType: 'matrix', result } });
  };
  const prometheus = { query: answer, queryRange: (expr) => answer(expr, NOW) } as Pick<Prometheus, 'query' | 'queryRange'> as Prometheus;
  const queries = createDashboardQueries({ dashboards, prometheus, scrapeSeconds: 5, askLogs: () => Promise.reject(new Error('no panel of the overview shows lines')) });
  const depth = { drawn: 4_000, warning: 4_500, cap: 5_000 };
  const limits = { throttled: 0.9, faultsAllowed: 0.01, faultsUrgent: 0.1 };
  const overview = createOverview({ dashboards, queries, prometheus, scrapeSeconds: 5, depth, limits });
  const { figures, problem } = await overview({ start: NOW - 600_000, end: NOW });
  return { figure: figures.find(({ name }) => name === 'requestsByStatus'), problem };
}

it('what the limit of all users refuses is a fault among the answers', async () => {
  expect((await answersByStatus({ ofRefusals: 'told' })).figure).toMatchObject({ state: 'bad', about: 'faults', lastMinute: { state: 'bad' } });
});

it('where it cannot be told whether the limit of all users refuses clicks, the answers are not called well, and it is said why', async () => {
  const { figure, problem } = await answersByStatus({ ofRefusals: 'not told' });
  expect(figure).toBeUndefined();
  expect(problem).toContain(QUIET);
});
