import type { Figures } from '../figures.js';
import { defined } from './accept.js';
import { cpuPerClick, sendLoad, type Stage } from './stage.js';

const CLICKS_OF_REQUEST = 100;

/** What a request of a hundred clicks gains over a hundred requests: the same API takes first these, then those; no worker runs. */
export async function measureMany(stage: Stage): Promise<Figures> {
  await stage.pipeline.startApi();
  const single = await measureRequests(stage, 1);
  const many = await measureRequests(stage, CLICKS_OF_REQUEST);
  const cost = ({ api, redis }: typeof single): number => (api ?? NaN) + (redis ?? NaN);
  const saving = cost(single) / cost(many);
  return defined({
    'many.single.rate': single.rate,
    'many.single.cpu.api': single.api,
    'many.single.cpu.redis': single.redis,
    'many.rate': many.rate,
    'many.p50': many.p50,
    'many.p99': many.p99,
    'many.cpu.api': many.api,
    'many.cpu.redis': many.redis,
    'many.gain': many.rate / single.rate,
    'many.saving': Number.isNaN(saving) ? undefined : saving,
  });
}

async function measureRequests(stage: Stage, clicksOfRequest: number) {
  const { warmUpMs, measureMs } = stage;
  const { result, before, after } = await sendLoad(stage, { kind: 'closed', warmUpMs, measureMs }, clicksOfRequest);
  return {
    rate: result.accepted / result.seconds,
    p50: result.p50,
    p99: result.p99,
    api: cpuPerClick('api', before, after, result.accepted),
    redis: cpuPerClick('redis', before, after, result.accepted),
  };
}
