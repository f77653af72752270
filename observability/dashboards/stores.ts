import { THRESHOLDS } from '../config.js';
import type { DashboardPlan } from './dashboard.js';
import type { Row } from './layout.js';
import { storesUp, UNITS } from './panels/common.js';
import { heatmap } from './panels/heatmap.js';
import { timeSeries } from './panels/time-series.js';
import { STORES } from './queries/stores.js';

const reach = timeSeries({
  title: 'In reach, by instance',
  shows: '1 while the store answered the process within its deadline at the scrape, 0 when it did not.',
  good: 'all lines at 1.',
  otherwise: 'one instance at 0: its network. All at 0: the store itself.',
  runbook: 'MiningRedisUnavailable',
  queries: [{ expr: STORES.upByInstance, legend: '{{dependency}} from {{instance}}' }],
  unit: UNITS.count,
  decimals: 0,
  max: 1.2,
  draw: 'stairs',
  width: 12,
});

const durability = timeSeries({
  title: 'Kept less safely than promised',
  shows: '1 while a process finds Redis set up to keep accepted clicks less safely than MINING_DURABILITY promises.',
  good: '0.',
  otherwise: 'the log of the process names the level that it found; appendonly and appendfsync of Redis decide on it.',
  runbook: 'MiningDurabilityDegraded',
  queries: [{ expr: STORES.durabilityByInstance, legend: '{{instance}}' }],
  unit: UNITS.count,
  decimals: 0,
  max: 1.2,
  draw: 'stairs',
});

const closed = timeSeries({
  title: 'Nothing new accepted, by reason',
  shows: '1 while a process accepts no new click for this reason: it stops, Redis has little memory left, or Redis has lost clicks that it was given.',
  good: 'all lines at 0; draining for seconds while processes are replaced.',
  otherwise: 'redis-forgot: nothing is accepted until somebody has run mining-clicks reopen. memory-guard: see the memory of Redis below.',
  runbook: 'MiningRedisForgot',
  queries: [{ expr: STORES.admissionClosed, legend: '{{job}}: {{reason}}' }],
  unit: UNITS.count,
  decimals: 0,
  max: 1.2,
  draw: 'stairs',
  width: 24,
});

const collectErrors = timeSeries({
  title: 'Failed reads for metrics',
  shows: 'Reads of Redis for a scrape that failed, per second; the gauges of a failed read have no sample.',
  good: 'none.',
  otherwise: 'depth and lag are not known while it lasts: an empty chart is not an empty queue.',
  runbook: 'MiningMetricsCollectErrors',
  queries: [{ expr: STORES.collectErrors, legend: '{{job}}: {{source}}' }],
  unit: UNITS.operationsPerSecond,
  logs: { job: '${__field.labels.job}', level: 'error' },
});

const redisTimes = heatmap({
  title: 'Redis latency',
  shows: 'How long Redis commands took, from sending to reply, in commands per second for each bucket of milliseconds.',
  good: 'one dark band in the lowest rows.',
  otherwise: 'a second band is one slow command: the chart beside it names it.',
  runbook: 'MiningRedisSlow',
  query: { expr: STORES.redisLatencies, legend: '{{le}}' },
  unit: UNITS.milliseconds,
  cellUnit: UNITS.operationsPerSecond,
});

const redisByCommand = timeSeries({
  title: 'Redis p95 by command',
  shows: 'The time that 95 % of the calls of each command, or of each script of ours, stayed below.',
  good: 'admitClicks at a few milliseconds; it waits for the disk with durability level safe.',
  otherwise: 'one slow command: look at what it reads. All slow: processor or disk of Redis.',
  runbook: 'MiningRedisSlow',
  queries: [{ expr: STORES.redisP95ByCommand, legend: '{{command}}' }],
  unit: UNITS.milliseconds,
  lines: [{ from: THRESHOLDS.redisP95Ms, color: 'orange' }],
});

const redisMean = timeSeries({
  title: 'Redis mean by kind of process',
  shows: 'Mean time of Redis commands, by who sent them.',
  good: 'both of the same order.',
  otherwise: 'one side much slower: its network or its own event loop, not Redis.',
  runbook: 'MiningRedisSlow',
  queries: [{ expr: STORES.redisMeanByJob, legend: '{{job}}' }],
  unit: UNITS.milliseconds,
});

const redisCommands = timeSeries({
  title: 'Redis commands',
  shows: 'Commands per second, by command or script.',
  good: 'far fewer than clicks: one admitClicks serves up to 100 of them.',
  otherwise: 'more commands than clicks under load: batches do not fill.',
  queries: [{ expr: STORES.redisCommands, legend: '{{command}}' }],
  unit: UNITS.operationsPerSecond,
  draw: 'stacked bars',
});

const redisMemory = timeSeries({
  title: 'Redis memory',
  shows: "Share of Redis' maxmemory that is in use; 0 where it has no limit.",
  good: 'below 65 %, and level.',
  otherwise: 'from 75 % on (MINING_REDIS_MEMORY_CLOSE_PERCENT) new clicks are refused, until it is below 65 % again.',
  runbook: 'MiningRedisMemoryHigh',
  queries: [{ expr: STORES.redisMemory, legend: 'in use' }],
  unit: UNITS.share,
  max: 1,
  lines: [
    { from: THRESHOLDS.redisMemory.alerted, color: 'orange' },
    { from: THRESHOLDS.redisMemory.closed, color: 'red' },
  ],
  width: 24,
});

const transactionTimes = heatmap({
  title: 'Transactions',
  shows: 'How long MongoDB transactions took, in transactions per second for each bucket of seconds.',
  good: 'one dark band below 0.1 s.',
  otherwise: 'a band that climbs is a slow disk, a large batch or an account that many clicks share.',
  runbook: 'MiningLedgerSlow',
  query: { expr: STORES.transactionTimes, legend: '{{le}}' },
  unit: UNITS.seconds,
  cellUnit: UNITS.operationsPerSecond,
});

const transactionQuantiles = timeSeries({
  title: 'Transactions, quantiles',
  shows: 'The time that half and 95 % of the transactions took at most, and 95 % of their commits.',
  good: 'p95 below half a second.',
  otherwise: 'a commit as slow as the whole: disk or replica set. A slow whole with a quick commit: reading and writing of accounts.',
  runbook: 'MiningLedgerSlow',
  queries: [
    { expr: STORES.transactionP50, legend: 'p50' },
    { expr: STORES.transactionP95, legend: 'p95' },
    { expr: STORES.commitP95, legend: 'p95 of the commit' },
  ],
  unit: UNITS.seconds,
  lines: [{ from: THRESHOLDS.ledgerP95Seconds, color: 'orange' }],
});

const transactionRate = timeSeries({
  title: 'Transactions per second',
  shows: 'MongoDB transactions that ended well, per second.',
  good: 'up to some tens for each worker.',
  otherwise: '0 with clicks waiting: MongoDB is away or workers stand still.',
  runbook: 'MiningLedgerUnavailable',
  queries: [{ expr: STORES.transactions, legend: 'transactions' }],
  unit: UNITS.operationsPerSecond,
  width: 8,
});

const clicksPerTransaction = timeSeries({
  title: 'Clicks per transaction',
  shows: 'Clicks that were finished for each transaction; no line without transactions.',
  good: 'more under load: that is what makes the ledger fast.',
  otherwise: 'near 1 under load: batches do not fill, or fall apart into single clicks because one of them fails.',
  runbook: 'MiningLedgerSlow',
  queries: [{ expr: STORES.clicksPerTransaction, legend: 'clicks' }],
  unit: UNITS.count,
  width: 8,
});

const ledgerFailures = timeSeries({
  title: 'Attempts that the ledger failed',
  shows: 'Failed attempts per second with a code of the ledger.',
  good: 'none.',
  otherwise: 'LEDGER_UNAVAILABLE: MongoDB is away. LEDGER_CONFLICT: transactions meet at the same accounts. LEDGER_REFUSED: it will not take the rows.',
  runbook: 'MiningLedgerUnavailable',
  queries: [{ expr: STORES.ledgerFailures, legend: '{{error_code}}' }],
  unit: UNITS.countsPerSecond,
  logs: { job: 'worker', error_code: '${__field.labels.error_code}' },
  width: 8,
});

const ROWS: readonly Row[] = [
  { title: 'In reach', panels: [storesUp({ width: 12, height: 8 }), reach, durability, collectErrors, closed] },
  { title: 'Redis', panels: [redisTimes, redisByCommand, redisMean, redisCommands, redisMemory] },
  { title: 'MongoDB', panels: [transactionTimes, transactionQuantiles, transactionRate, clicksPerTransaction, ledgerFailures] },
];

export const STORES_DASHBOARD: DashboardPlan = {
  name: 'stores',
  title: 'Redis and MongoDB',
  description: 'The two stores as the processes of this product see them.',
  chosenBy: 'mining_clicks_build_info',
  rows: ROWS,
};
