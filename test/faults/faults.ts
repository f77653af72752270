import type { Severity } from '../../observability/alerts/alert.js';
import type { FaultStack } from './stack.js';
import { startTraffic, users } from './traffic.js';

/** A fault that is made on purpose, and what must be told of it. */
export type Fault = {
  readonly title: string;
  readonly alert: string;
  readonly severity: Severity;
  /** Alerts that fire because of the same fault and must be kept back while the first one fires. */
  readonly symptoms: readonly string[];
  /** Makes the fault; gives what repairs it. */
  readonly make: (stack: FaultStack) => Promise<() => Promise<void>>;
};

/** The rules' time in the run with all faults: a minute is two seconds. */
export const TIME_FACTOR = 1 / 30;

const killed = (name: 'api' | 'worker' | 'mongod') => async (stack: FaultStack) => {
  await stack.kill(name, 'SIGKILL');
  return () => stack.start(name);
};

const WITHOUT_TRAFFIC: ReadonlySet<string> = new Set(['MiningTargetDown', 'MiningLedgerUnavailable', 'MiningRedisUnavailable']);

/** In this order, on one stack with gentle traffic. */
export const FAULTS: readonly Fault[] = [
  {
    title: 'every worker frozen',
    alert: 'MiningWorkerStalled',
    severity: 'critical',
    symptoms: [],
    make: async (stack) => {
      await stack.kill('worker', 'SIGSTOP');
      return () => stack.kill('worker', 'SIGCONT');
    },
  },
  {
    title: 'API killed',
    alert: 'MiningTargetDown',
    severity: 'critical',
    symptoms: ['MiningMetricsAbsent'],
    make: killed('api'),
  },
  {
    title: 'one user sends far more than allowed',
    alert: 'MiningApi429Spike',
    severity: 'warning',
    symptoms: [],
    make: async ({ settings }) => (await startTraffic(settings, ['greedy'], 50)).stop,
  },
  {
    title: 'MongoDB refuses the clicks of some users',
    alert: 'MiningWorkerFailures',
    severity: 'critical',
    symptoms: ['MiningWorkerFailuresTotal', 'MiningProcessingFastBurn'],
    make: async ({ settings, ledger }) => {
      const broken = users('broken', 20);
      // A balance that nothing can be added to.
      await ledger.accounts.insertMany(broken.map((_id) => ({ _id, balance: 'not a number' })) as never);
      const traffic = await startTraffic(settings, broken, 40);
      return async () => {
        await traffic.stop();
        await ledger.accounts.deleteMany({ _id: { $in: broken } });
      };
    },
  },
  {
    title: 'MongoDB killed',
    alert: 'MiningLedgerUnavailable',
    severity: 'critical',
    symptoms: ['MiningWorkerStalled'],
    make: killed('mongod'),
  },
  {
    title: 'Redis frozen',
    alert: 'MiningRedisUnavailable',
    severity: 'critical',
    symptoms: ['MiningMetricsCollectErrors', 'MiningMetricsAbsent', 'MiningAcceptanceFastBurn'],
    make: async (stack) => {
      await stack.kill('redis', 'SIGSTOP');
      return () => stack.kill('redis', 'SIGCONT');
    },
  },
  {
    title: 'more clicks than the worker credits',
    alert: 'MiningQueueBackpressure',
    severity: 'warning',
    symptoms: ['MiningQueueDepthHigh'],
    make: async ({ settings, mongo }) => {
      const slow = { failCommands: ['commitTransaction'], blockConnection: true, blockTimeMS: 1000 };
      await mongo.db('admin').command({ configureFailPoint: 'failCommand', mode: 'alwaysOn', data: slow });
      const traffic = await startTraffic(settings, users('crowd', 500), 1500);
      return async () => {
        await traffic.stop();
        await mongo.db('admin').command({ configureFailPoint: 'failCommand', mode: 'off' });
      };
    },
  },
  {
    title: 'a row removed from the ledger',
    alert: 'MiningConservationBroken',
    severity: 'critical',
    symptoms: [],
    make: async ({ ledger }) => {
      // The oldest: nothing of its minute is in flight any more.
      const row = await ledger.clicks.findOneAndDelete({}, { sort: { acceptedAt: 1 } });
      if (row === null) throw new Error('the ledger is empty');
      return async () => void (await ledger.clicks.insertOne(row));
    },
  },
];

/** Made once more in the time of the generated files, on a stack of their own and without traffic. */
export const FAULTS_AS_GENERATED: readonly Fault[] = FAULTS.filter(({ alert }) => WITHOUT_TRAFFIC.has(alert)).map((fault) => ({ ...fault, symptoms: [] }));
