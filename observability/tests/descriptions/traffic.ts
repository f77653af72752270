import { TOKEN_REJECTIONS } from '../../../src/http/token-rejections.js';
import { METRICS } from '../../../src/telemetry/metric-catalogue.js';
import { listCases, type AlertTest, type Case, type Cases } from '../alert-test.js';
import { boundaryCases, type Boundary } from '../boundary-cases.js';
import { counts, observes, seriesOver, type Stretch } from '../series.js';
import { JOBS } from '../../config.js';

const { clickRequests, clickRefusals, tokenRejections, httpRequestDuration } = METRICS;

const throttled: Boundary = {
  silentAt: 0.05, firesAt: 0.06, for: '5m', window: '5m', together: 'mean',
  behaviors: (share) => [counts(clickRequests, 100 * share, { status: '429' }), counts(clickRequests, 100 * (1 - share), { status: '202' })],
};

type Bucket = 'global-limit' | 'user-limit' | 'ip-limit';
/** Many more clicks are refused for other reasons, which must not matter. */
const refusedBy = (reason: Bucket): Boundary => ({
  ...throttled,
  behaviors: (share) => [
    counts(clickRefusals, 100 * share, { reason }),
    counts(clickRefusals, 30, { reason: 'queue-full' }),
    counts(clickRefusals, 20, { reason: 'redis-unavailable' }),
    counts(clickRequests, 100 * share, { status: '429' }),
    counts(clickRequests, 50, { status: '503' }),
    counts(clickRequests, 100 * (0.5 - share), { status: '202' }),
  ],
  labels: () => ({ reason }),
});

const mining = { route: '/api/mining/*', endpoint: '/api/mining/click', method: 'POST' } as const;
/** Half as many are refused for another reason; and scrapes are no requests of clients. */
const rejectedFor = (reason: (typeof TOKEN_REJECTIONS)[number], other: (typeof TOKEN_REJECTIONS)[number]): Boundary => ({
  silentAt: 0.05, firesAt: 0.06, for: '5m', window: '5m', together: 'mean',
  behaviors: (share) => [
    counts(tokenRejections, 100 * share, { reason }),
    counts(tokenRejections, 2, { reason: other }),
    ...observes(httpRequestDuration, [{ at: 0.001, perSecond: 100 * share + 2 }], { ...mining, status: '401' }),
    ...observes(httpRequestDuration, [{ at: 0.005, perSecond: 98 - 100 * share }], { ...mining, status: '202' }),
    ...observes(httpRequestDuration, [{ at: 0.005, perSecond: 50 }], { route: '/api/metrics', endpoint: '/api/metrics', method: 'GET', status: '200' }),
  ],
  labels: () => ({ reason }),
});

const every = 15;
/** Requests a second to the API, all of clients, of which so many are refused for an expired token. */
const asking = (perSecond: number, rejected: number) =>
  seriesOver([{ seconds: 900, measured: rejected }], (refused) => [
    counts(tokenRejections, refused, { reason: 'expired' }),
    ...observes(httpRequestDuration, [{ at: 0.001, perSecond }], { ...mining, status: '401' }),
  ], every, { job: JOBS.api, instance: 'one' });
const fewRequests: readonly Case[] = [
  { name: 'half of four requests in fifteen seconds', every, series: asking(4 / every, 2 / every), checks: [{ at: 600, firing: [{ labels: { reason: 'expired' }, value: 0.5 }] }] },
  { name: 'tokens of scrapes alone', every, series: asking(0, 1), checks: [{ at: 600, firing: [] }] },
];
const one = 1 / every;
const process = (stretches: readonly Stretch[], instance = 'one') =>
  seriesOver(stretches, (perSecond) => [counts(clickRequests, perSecond, { status: '202' }), counts(clickRequests, 0, { status: '500' })], every, { job: JOBS.api, instance });
/** The last click comes at 3,600 s. */
const stops = process([{ seconds: 3600, measured: 1 }, { seconds: 4200, measured: 0 }]);
const silent = (at: number) => ({ at, firing: [] });
const firing = (at: number) => ({ at, firing: [{ labels: {}, value: 0 }] });
const rare: readonly Stretch[] = Array.from({ length: 20 }, () => [{ seconds: 240 - every, measured: 0 }, { seconds: every, measured: one }]).flat();

const noTraffic: Cases = {
  below: [{ name: 'one click a second', every, series: process([{ seconds: 7200, measured: 1 }]), checks: [silent(3600), silent(7200)] }],
  at: [{ name: 'a click every four minutes', every, series: process(rare), checks: [silent(3600), silent(4500)] }],
  above: [{ name: 'five minutes after the last click left the window', every, series: stops, checks: [firing(4200)] }],
  pending: [{ name: 'one evaluation before', every, series: stops, checks: [silent(4185)] }],
  recovery: [
    { name: 'clicks arrive again', every, series: process([{ seconds: 3600, measured: 1 }, { seconds: 900, measured: 0 }, { seconds: every, measured: one }]), checks: [firing(4500), silent(4515)] },
    { name: 'the hour before is over', every, series: stops, checks: [firing(7485), silent(7500)] },
  ],
  noData: [{ name: 'no data', every, series: [], checks: [silent(3600)] }],
  counterReset: [
    { name: 'a restart while nobody clicks', every, series: process([{ seconds: 3600, measured: 1 }, { seconds: 900, measured: 0 }, { seconds: 900, measured: 0, restart: true }]), checks: [firing(4500), firing(4515), firing(5400)] },
  ],
  twoInstances: [
    { name: 'clicks to one of two', every, series: [...stops, ...process([{ seconds: 7200, measured: 1 }], 'two')], checks: [silent(4200), silent(7200)] },
    { name: 'no clicks to both', every, series: [...stops, ...process([{ seconds: 3600, measured: 1 }, { seconds: 4200, measured: 0 }], 'two')], checks: [silent(4185), firing(4200)] },
    { name: 'the second one is new', every, series: [...stops, ...process([{ seconds: 7800, measured: 0 }], 'two')], checks: [firing(4200)] },
  ],
  zeroTraffic: [{ name: 'never a click', every, series: process([{ seconds: 7200, measured: 0 }]), checks: [silent(3600), silent(7200)] }],
  changingTraffic: 'It looks at no share.',
};
const singleClick: Case = {
  name: 'a single click in the hour before', every,
  series: process([{ seconds: 3600, measured: 0 }, { seconds: every, measured: one }, { seconds: 1200, measured: 0 }]),
  checks: [silent(4200), firing(4215)],
};

export const TRAFFIC_ALERT_TESTS: readonly AlertTest[] = [
  { alert: 'MiningApi429Spike', severity: 'warning', cases: boundaryCases(throttled) },
  {
    alert: 'MiningRateLimitSpike',
    severity: 'warning',
    cases: boundaryCases(refusedBy('user-limit')),
    special: [refusedBy('global-limit'), refusedBy('ip-limit')].flatMap((boundary) => listCases(boundaryCases(boundary))),
  },
  {
    alert: 'MiningTokensRejected',
    severity: 'warning',
    cases: boundaryCases(rejectedFor('signature', 'expired')),
    special: TOKEN_REJECTIONS.filter((reason) => reason !== 'signature').flatMap((reason) => listCases(boundaryCases(rejectedFor(reason, 'signature')))).concat(fewRequests),
  },
  { alert: 'MiningNoTraffic', severity: 'info', cases: noTraffic, special: [singleClick] },
];
