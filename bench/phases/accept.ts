import type { Figures } from '../figures.js';
import { cpuPerClick, sendLoad, type Stage } from './stage.js';

/** How many clicks it takes when no worker competes for the machine. Leaves them behind as a backlog. */
export async function measureAccepting(stage: Stage): Promise<{ readonly figures: Figures; readonly backlog: number }> {
  const { warmUpMs, measureMs } = stage;
  await stage.pipeline.startApi();
  const { result, before, after, accepted } = await sendLoad(stage, { kind: 'closed', warmUpMs, measureMs });
  return {
    backlog: accepted,
    figures: defined({
      'accept.rate': result.accepted / result.seconds,
      'accept.p50': result.p50,
      'accept.p99': result.p99,
      'accept.cpu.api': cpuPerClick('api', before, after, result.accepted),
      'accept.cpu.redis': cpuPerClick('redis', before, after, result.accepted),
      'generator.cpu': result.ownCpu * 100,
    }),
  };
}

/** Without the figures that this system cannot measure. */
export function defined(figures: { [F in keyof Figures]: number | undefined }): Figures {
  return Object.fromEntries(Object.entries(figures).filter(([, value]) => value !== undefined)) as Figures;
}
