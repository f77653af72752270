import type { Figures } from '../figures.js';
import type { Transactions } from '../machine/stores.js';
import { readPage, readSample } from '../scrape/measure-pages.js';
import { measureAccepting } from './accept.js';
import { drain } from './drain.js';
import { sendLoad, type Stage, waitForCredits } from './stage.js';

const CREDITED_WITHIN_MS = 15_000;

/**
 * How often two workers whose clicks share accounts make each other's transactions fail: while they work off a backlog
 * together, and under a steady load. Transactions are counted by mongod itself.
 */
export async function measureTwoWorkers(stage: Stage, rate: number, mostMs: number): Promise<Figures> {
  const { pipeline, warmUpMs, measureMs } = stage;
  const { backlog } = await measureAccepting(stage);
  await pipeline.startWorkers(2);
  const before = await readWork(stage);
  const drained = await drain(stage, backlog, mostMs);
  const drainedWork = differ(before, await readWork(stage));
  if (!(await waitForCredits(stage, backlog, CREDITED_WITHIN_MS))) throw new Error('two workers did not work off the backlog');
  const quiet = await readWork(stage);
  await sendLoad(stage, { kind: 'paced', rate, warmUpMs, measureMs });
  const steadyWork = differ(quiet, await readWork(stage));
  return {
    'workers.drain.rate': drained.rate,
    'workers.drain.aborted': abortedShare(drainedWork),
    'workers.drain.share': lesserShare(drainedWork),
    'workers.steady.aborted': abortedShare(steadyWork),
    'workers.steady.share': lesserShare(steadyWork),
  };
}

/** Transactions of both, and clicks of each. */
type Work = Transactions & { readonly processed: readonly [number, number] };

async function readWork({ pipeline, stores, signal }: Stage): Promise<Work> {
  const read = async (port: number): Promise<number> => readSample(await readPage(port, signal), 'mining_worker_processed_total');
  const [one, other] = pipeline.workerPorts;
  return { ...(await stores.readTransactions()), processed: [await read(one), await read(other)] };
}

function differ(before: Work, after: Work): Work {
  return {
    committed: after.committed - before.committed,
    aborted: after.aborted - before.aborted,
    processed: [after.processed[0] - before.processed[0], after.processed[1] - before.processed[1]],
  };
}

/** Aborted transactions, in percent of the committed ones. */
function abortedShare({ committed, aborted }: Work): number {
  return (aborted / committed) * 100;
}

/** Percent of the clicks that were those of the worker that had fewer: at 0 there was only one, and nothing to abort. */
function lesserShare({ processed: [one, other] }: Work): number {
  return (Math.min(one, other) / (one + other)) * 100;
}
