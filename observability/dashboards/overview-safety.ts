import { THRESHOLDS } from '../config.js';
import type { Row } from './layout.js';
import { storesUp, UNITS, YES_NO } from './panels/common.js';
import { stat } from './panels/stat.js';
import { table } from './panels/table.js';
import { CLICKS } from './queries/clicks.js';

const conservation = stat({
  title: 'Accepted minus in the ledger',
  shows: 'Clicks accepted by the count of Redis minus those in the ledger, over the closed minutes of the last hour: the highest and the lowest that any worker found.',
  good: '0 and 0.',
  otherwise: 'above 0 clicks are missing, below 0 there are too many: run the audit of the runbook before anything is removed.',
  runbook: 'MiningConservationBroken',
  queries: [
    { expr: CLICKS.mostMissing, legend: 'highest' },
    { expr: CLICKS.mostDoubled, legend: 'lowest' },
  ],
  unit: UNITS.count,
  decimals: 0,
  base: 'red',
  steps: [
    { from: 0, color: 'green' },
    { from: 1, color: 'red' },
  ],
  noValue: 'not compared yet',
});

const compared = stat({
  title: 'Last comparison',
  shows: 'Time since Redis and the ledger were last compared.',
  good: 'below two minutes.',
  otherwise: 'the number beside it is old: are workers up, do Redis and MongoDB answer them?',
  runbook: 'MiningConservationUnchecked',
  queries: [{ expr: CLICKS.conservationAge, legend: 'ago' }],
  unit: UNITS.seconds,
  steps: [
    { from: 120, color: 'orange' },
    { from: THRESHOLDS.conservationAgeSeconds, color: 'red' },
  ],
  noValue: 'not compared yet',
});

const durability = stat({
  title: 'Kept less safely than promised',
  shows: 'Whether a process found Redis set up to keep accepted clicks less safely than MINING_DURABILITY promises.',
  good: 'no.',
  otherwise: 'the log of the process names the level that it found; appendonly and appendfsync of Redis decide on it.',
  runbook: 'MiningDurabilityDegraded',
  queries: [{ expr: CLICKS.durabilityDegraded, legend: 'degraded' }],
  unit: UNITS.words,
  words: YES_NO,
  steps: [{ from: 1, color: 'orange' }],
  noValue: 'no data',
});

const versions = table({
  title: 'Versions',
  shows: 'Every process that is scraped now, with the version that it runs.',
  good: 'one version, except while a new one is rolled out.',
  otherwise: 'a process that kept the old version was not restarted.',
  runbook: 'MiningVersionsMixed',
  query: { expr: CLICKS.versions, legend: '{{version}}' },
  columns: { job: 'Job', instance: 'Instance', version: 'Version' },
  unit: UNITS.words,
  sortedBy: 'Job',
  noValue: 'no process is scraped',
  width: 24,
  height: 6,
});

export const SAFETY_ROW: Row = { title: 'Safety', panels: [conservation, compared, durability, storesUp({ width: 6 }), versions] };
