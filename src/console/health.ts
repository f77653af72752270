import type { Alertmanager } from './alertmanager-client.js';
import { panelsOf, type Dashboards } from './dashboards.js';
import type { DashboardQueries } from './dashboard-queries.js';
import type { Asked, Health, Measured, PartHealth, PartName, QuerySeries } from './measured.js';
import { toSentence } from './sentence.js';

export type HealthParts = {
  readonly dashboards: Dashboards;
  readonly queries: DashboardQueries;
  readonly alertmanager: Alertmanager;
  /** Signs of life of the stores that this process uses; each settles in time. */
  readonly pings: { readonly redis: () => Promise<unknown>; readonly mongodb: () => Promise<unknown> };
  /** Which of the two have an address. */
  readonly known: Readonly<Record<'prometheus' | 'alertmanager', boolean>>;
  readonly version: string;
  readonly now: () => number;
};

/** Panels whose expressions tell of the parts. */
const SCRAPED = { dashboard: 'mining-click-processes', title: 'Scraped' };
const PAUSED = { dashboard: 'mining-click-queue', title: 'Paused workers' };
const REACH = { dashboard: 'mining-click-stores', title: 'In reach, by instance' };

const JOBS: Readonly<Record<string, PartName>> = { 'mining-click-api': 'api', 'mining-click-worker': 'worker' };

type Seen = readonly QuerySeries[];

/**
 * Whether each part runs: this process by itself, the stores by asking them, the other processes by what Prometheus saw at
 * its last scrape. Without Prometheus the workers are unknown.
 */
export function createHealth(parts: HealthParts): Measured['health'] {
  const { alertmanager, pings, known, now } = parts;
  const look = createLook(parts);
  return async (): Promise<Health> => {
    const at = now();
    const [scraped, paused, reach, redis, mongodb, manager] = await Promise.all([
      look(SCRAPED, at), look(PAUSED, at), look(REACH, at), answers(pings.redis), answers(pings.mongodb), alertmanager.version(),
    ]);
    const seen = scraped.kind === 'answered' ? scraped.value : [];
    const ofStores = reach.kind === 'answered' ? reach.value : [];
    return {
      at,
      parts: [
        { name: 'api', state: 'up', detail: `This process answers; its version is ${parts.version}.` },
        ...tellProcesses('api', seen, []),
        ...(scraped.kind === 'answered' ? tellWorkers(seen, paused.kind === 'answered' ? paused.value : []) : [unknownWorkers(scraped.why)]),
        tellStore('redis', redis, ofStores),
        tellStore('mongodb', mongodb, ofStores),
        tellServer('prometheus', scraped, known.prometheus),
        tellServer('alertmanager', manager, known.alertmanager),
      ],
    };
  };
}

/** Asks what a panel asks, now, of all processes. */
function createLook({ dashboards, queries }: HealthParts) {
  return async ({ dashboard, title }: typeof SCRAPED, at: number): Promise<Asked<Seen>> => {
    const panel = panelsOf(dashboards.find(dashboard) ?? {}).find((each) => each.title === title);
    const asked = { dashboard, panel: panel?.id ?? 0, target: 'A', start: at - 60_000, end: at, stepSeconds: 60, variables: {} };
    const answer = await queries.ask(asked);
    return answer.kind === 'answered' ? { kind: 'answered', value: answer.value.result } : answer;
  };
}

const answers = (ping: () => Promise<unknown>): Promise<boolean> => ping().then(() => true, () => false);
const lastOf = ({ value, values }: QuerySeries): number => Number((value ?? values?.at(-1))?.[1]);

function tellWorkers(scraped: Seen, paused: Seen): PartHealth[] {
  const workers = tellProcesses('worker', scraped, paused);
  const none: PartHealth = { name: 'worker', state: 'down', detail: 'Prometheus knows no worker: start one, and name it to Prometheus as a target of the job mining-click-worker.' };
  return workers.length > 0 ? workers : [none];
}

const unknownWorkers = (why: string): PartHealth => ({ name: 'worker', state: 'unknown', detail: `Only Prometheus knows of the workers. ${toSentence(why)}` });

function tellProcesses(name: 'api' | 'worker', scraped: Seen, paused: Seen): PartHealth[] {
  const isPaused = (instance: string) => paused.some((series) => series.metric['instance'] === instance && lastOf(series) > 0);
  return scraped
    .filter(({ metric }) => JOBS[metric['job'] ?? ''] === name)
    .map((series) => {
      const instance = series.metric['instance'] ?? '';
      const isUp = lastOf(series) === 1;
      const detail = !isUp
        ? `Prometheus cannot read its metrics at ${instance}: does it run, and does its address answer?`
        : isPaused(instance)
          ? 'It runs, but takes no clicks: MongoDB does not answer it, or takes no posting.'
          : 'Prometheus read its metrics at the last scrape.';
      return { name, instance, state: isUp ? 'up' : 'down', detail } as const;
    });
}

/** What this process sees decides; whom else it does not answer is told. */
function tellStore(name: 'redis' | 'mongodb', isUp: boolean, reach: Seen): PartHealth {
  const away = reach.filter((series) => series.metric['dependency'] === name && lastOf(series) === 0).map(({ metric }) => metric['instance'] ?? '');
  const others = away.length === 0 ? '' : ` It did not answer ${away.join(', ')} at the last scrape.`;
  const consequence = name === 'redis' ? 'no click is accepted' : 'clicks are accepted and wait in Redis';
  const detail = isUp ? `It answers this process.${others}` : `It does not answer this process in time: ${consequence}. See its own log.${others}`;
  return { name, state: isUp ? 'up' : 'down', detail };
}

function tellServer(name: 'prometheus' | 'alertmanager', asked: Asked<unknown>, isKnown: boolean): PartHealth {
  if (asked.kind === 'answered') return { name, state: 'up', detail: 'It answers.' };
  return { name, state: isKnown ? 'down' : 'unknown', detail: toSentence(asked.why) };
}
