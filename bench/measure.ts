import type { Contender } from './contenders/contender.js';
import type { Figures } from './figures.js';
import { createPipeline, type PipelineSettings } from './machine/pipeline.js';
import type { Stores } from './machine/stores.js';
import type { Phase } from './options.js';
import { measureAccepting } from './phases/accept.js';
import { measureDraining } from './phases/drain.js';
import { measureHalfLoad } from './phases/half-load.js';
import { measureIdling } from './phases/idle.js';
import { measureMany } from './phases/many.js';
import { measureMemory } from './phases/memory.js';
import type { Stage } from './phases/stage.js';
import { measureSteady } from './phases/steady.js';
import { measureOneClickTickets } from './phases/tickets.js';
import { measureWhole } from './phases/whole.js';
import { measureTwoWorkers } from './phases/workers.js';

export type MeasureSettings = Omit<Stage, 'pipeline' | 'stores'> & {
  readonly stores: Stores;
  readonly pipeline: PipelineSettings;
  /** Clicks a second of the load that all contenders get alike. */
  readonly steadyRate: number;
  readonly say: (text: string) => void;
};

type Measure = (stage: Stage) => Promise<Figures>;
/** With what its processes are told besides. */
type PhasePlan = readonly [phase: Phase, measure: Measure, environment?: Readonly<Record<string, string>>];

/** When draining is cut off: it may take longer than another measurement. */
const drainingMs = ({ measureMs }: Stage): number => measureMs * 1.5;

/** Measures one contender once, each phase with fresh processes on empty stores. */
export async function measureContender(
  contender: Contender,
  phases: ReadonlySet<Phase>,
  settings: MeasureSettings,
): Promise<Figures> {
  const figures: Figures = {};
  const onStage = async (phase: Phase, measure: Measure, environment = {}): Promise<void> => {
    settings.say(`${contender.name}: ${phase}`);
    const told = { ...contender, environment: { ...contender.environment, ...environment } };
    Object.assign(figures, await withStage(told, settings, measure));
  };
  const hasWorker = contender.worker !== undefined;

  if (phases.has('accept') || (hasWorker && phases.has('drain'))) {
    await onStage('accept', (stage) => acceptAndDrain(stage, hasWorker && phases.has('drain')));
  }
  if (!hasWorker) return figures;
  if (phases.has('whole') || phases.has('half')) await onStage('whole', measureWhole);
  if (phases.has('half')) await onStage('half', (stage) => measureHalfLoad(stage, halfOf(figures, contender)));
  const ofBatches: readonly PhasePlan[] = [
    ['many', measureMany],
    ['workers', (stage) => measureTwoWorkers(stage, settings.steadyRate, drainingMs(stage))],
  ];
  const others: readonly PhasePlan[] = [
    ['steady', (stage) => measureSteady(stage, settings.steadyRate)],
    ['tickets', (stage) => measureOneClickTickets(stage, drainingMs(stage)), { MINING_BATCH_MAX_CLICKS: '1' }],
    ...(contender.hasBatches ? ofBatches : []),
    ['memory', measureMemory],
    ['idle', measureIdling],
  ];
  for (const [phase, ...how] of others) if (phases.has(phase)) await onStage(phase, ...how);
  return figures;
}

function halfOf(figures: Figures, contender: Contender): number {
  const rate = (figures['whole.credit.rate'] ?? 0) / 2;
  if (!(rate > 0)) throw new Error(`${contender.name} credited nothing while it accepted clicks`);
  return rate;
}

/** What was accepted while no worker ran is the backlog to drain. */
async function acceptAndDrain(stage: Stage, drain: boolean): Promise<Figures> {
  const { figures, backlog } = await measureAccepting(stage);
  if (!drain) return figures;
  const drained = await measureDraining(stage, backlog, drainingMs(stage));
  const sum = (figures['accept.cpu.api'] ?? NaN) + (drained['drain.cpu.worker'] ?? NaN);
  return { ...figures, ...drained, ...(!Number.isNaN(sum) && { 'click.cpu': sum }) };
}

async function withStage(
  contender: Contender,
  settings: MeasureSettings,
  measure: Measure,
): Promise<Figures> {
  const { stores, signal } = settings;
  await stores.clear();
  const pipeline = createPipeline(contender, settings.pipeline, signal);
  try {
    return await measure({ ...settings, pipeline });
  } finally {
    await pipeline.stop();
  }
}
