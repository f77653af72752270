import { METRICS } from '../../../src/telemetry/metric-catalogue.js';
import { JOBS } from '../../config.js';
import type { AlertTest, Case, Check } from '../alert-test.js';
import { boundaryCases, firingOf, oneProcess, type Boundary } from '../boundary-cases.js';
import { seriesOver, shows, type Stretch } from '../series.js';

const { deadLetters, deadLettersOldestAge } = METRICS;
const every = 15;
const error_code = 'LEDGER_REFUSED';

/** The number of open letters of a code, which must rise: one that was there all the time is not new. */
const fresh: Boundary = {
  silentAt: 0, firesAt: 1, for: '1m', together: 'max', job: JOBS.worker,
  behaviors: (count) => [shows(deadLetters, count, { error_code })],
  labels: () => ({ error_code }),
};

function freshCase(name: string, stretches: readonly Stretch[], checks: readonly Check[], more: Case['series'] = []): Case {
  return { name, every, series: [...oneProcess(fresh, stretches), ...more], checks };
}
const firing = (count: number) => [firingOf(fresh, count)];

const secondWorker = (stretches: readonly Stretch[]) => oneProcess(fresh, stretches, 1);
const ofCode = (other: 'INTERNAL', stretches: readonly Stretch[]) =>
  seriesOver(stretches, (count) => [shows(deadLetters, count, { error_code: other })], every, { job: JOBS.worker, instance: 'one' });

const twoWorkers: readonly Case[] = [
  freshCase('one worker has read of a new letter, the other not yet',
    [{ seconds: 60, measured: 3 }, { seconds: 120, measured: 4 }], [{ at: 60, firing: [] }, { at: 150, firing: firing(4) }],
    secondWorker([{ seconds: 180, measured: 3 }])),
  freshCase('both read the same, all the time',
    [{ seconds: 1200, measured: 3 }], [{ at: 1200, firing: [] }],
    secondWorker([{ seconds: 1200, measured: 3 }])),
  freshCase('the worker that wrote the letter is gone, and another one reads it first',
    [{ seconds: 300, measured: 3 }, { seconds: 300, measured: undefined }], [{ at: 300, firing: [] }, { at: 480, firing: firing(4) }],
    secondWorker([{ seconds: 315, measured: undefined }, { seconds: 285, measured: 4 }])),
];

const special: readonly Case[] = [
  freshCase('letters that only lie there', [{ seconds: 3600, measured: 7 }], [{ at: 900, firing: [] }, { at: 3600, firing: [] }]),
  freshCase('a letter is new for 15 minutes',
    [{ seconds: 300, measured: 0 }, { seconds: 1500, measured: 1 }],
    [{ at: 345, firing: [] }, { at: 375, firing: firing(1) }, { at: 1185, firing: firing(1) }, { at: 1215, firing: [] }]),
  freshCase('letters are replayed', [{ seconds: 300, measured: 5 }, { seconds: 300, measured: 2 }], [{ at: 300, firing: [] }, { at: 600, firing: [] }]),
  freshCase('one comes after others were replayed',
    [{ seconds: 300, measured: 5 }, { seconds: 120, measured: 2 }, { seconds: 300, measured: 3 }],
    [{ at: 420, firing: [] }, { at: 510, firing: firing(3) }]),
  freshCase('those of another code are replayed meanwhile',
    [{ seconds: 300, measured: 0 }, { seconds: 300, measured: 1 }], [{ at: 450, firing: firing(1) }],
    ofCode('INTERNAL', [{ seconds: 300, measured: 5 }, { seconds: 300, measured: 2 }])),
];

const old: Boundary = {
  silentAt: 86_400, firesAt: 86_401, for: '1m', together: 'max', job: JOBS.worker,
  behaviors: (seconds) => [shows(deadLettersOldestAge, seconds)],
};

export const DEAD_LETTER_ALERT_TESTS: readonly AlertTest[] = [
  { alert: 'MiningDeadLetters', severity: 'warning', cases: boundaryCases(fresh, { twoInstances: twoWorkers }), special },
  { alert: 'MiningDeadLettersOld', severity: 'warning', cases: boundaryCases(old) },
];
