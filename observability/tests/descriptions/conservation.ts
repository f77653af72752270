import { METRICS } from '../../../src/telemetry/metric-catalogue.js';
import { PROCESS_METRICS } from '../../../src/telemetry/process-metrics.js';
import { JOBS } from '../../config.js';
import { listCases, type AlertTest, type Case } from '../alert-test.js';
import { boundaryCases, firingOf, oneProcess, type Boundary } from '../boundary-cases.js';
import { seriesOver, shows, showsTime } from '../series.js';

const { conservationDifference, conservationCheckedAt } = METRICS;
const every = 15;

const lost: Boundary = { silentAt: 0, firesAt: 1, for: '1m', together: 'max', job: JOBS.worker, behaviors: (clicks) => [shows(conservationDifference, clicks)] };
const doubled: Boundary = { ...lost, firesAt: -1 };
const otherSign = { below: 'It is the other sign, which fires too.' };
const bothSigns: Case = {
  name: 'one worker sees a loss, another the opposite', every,
  series: [1, -1].flatMap((measured, index) => oneProcess(lost, [{ seconds: 300, measured }], index)),
  checks: [{ at: 300, firing: [firingOf(lost, 1)] }],
};

/** What is measured is the age of the last comparison; how long the process runs must not matter. */
const unchecked: Boundary = {
  silentAt: 600, firesAt: 601, for: '1m', together: 'min', job: JOBS.worker,
  behaviors: (age) => [showsTime(conservationCheckedAt, age), showsTime(PROCESS_METRICS.startTime, 100_000)],
};
/** The same of workers that never compared: then it is how long the oldest of them runs. */
const neverChecked: Boundary = { ...unchecked, together: 'max', behaviors: (age) => [showsTime(PROCESS_METRICS.startTime, age)] };
const olderApi: Case = {
  name: 'a young worker and an old API', every,
  series: [
    ...oneProcess(neverChecked, [{ seconds: 900, measured: 100 }]),
    ...seriesOver([{ seconds: 900, measured: 100_000 }], neverChecked.behaviors, every, { job: JOBS.api, instance: 'api' }),
  ],
  checks: [{ at: 900, firing: [] }],
};

export const CONSERVATION_ALERT_TESTS: readonly AlertTest[] = [
  {
    alert: 'MiningConservationBroken',
    severity: 'critical',
    cases: boundaryCases(lost, otherSign),
    special: [...listCases(boundaryCases(doubled, otherSign)), bothSigns],
  },
  {
    alert: 'MiningConservationUnchecked',
    severity: 'warning',
    cases: boundaryCases(unchecked),
    special: [...listCases(boundaryCases(neverChecked)), olderApi],
  },
];
