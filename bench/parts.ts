import { chooseFreePorts } from '../src/embedded/ports.js';
import { type RunningServer, type ServerSpec, startServer } from '../src/embedded/server.js';
import { type Contender, ours, unobserved } from './contenders/contender.js';
import { receiver } from './contenders/receiver.js';
import type { Lineup } from './lineup.js';
import type { Part } from './options.js';
import type { Comparison } from './report/summary.js';

/** Where a comparison is made, and what ends it early. */
export type Place = { readonly project: string; readonly folder: string; readonly signal: AbortSignal };

type PartLineup = Omit<Lineup, 'resultsFile'>;

const nothing = (): Promise<void> => Promise.resolve();

/** The build with a part switched off, and with it on in each way that is worth a figure. */
const LINEUPS: Readonly<Record<Part, (place: Place) => Promise<PartLineup>>> = {
  observed: ({ project }) =>
    Promise.resolve({
      contenders: [ours('observed', project), unobserved('unobserved', project)],
      comparisons: [['observed', 'unobserved']],
      remove: nothing,
    }),
  shipping: compareShipping,
  tracing: compareTracing,
};

export async function chooseParts(part: Part, place: Place): Promise<Lineup> {
  return { ...(await LINEUPS[part](place)), resultsFile: `${part}.json` };
}

/** Milliseconds after which a slow receiver answers: longer than anybody waits for one. */
const SLOW_MS = 60_000;

/** Log lines that go to a file alone, and also to a receiver that takes them, is slow, or is not there. */
async function compareShipping({ project, folder, signal }: Place): Promise<PartLineup> {
  const [taking = 0, slow = 0, absent = 0] = await chooseFreePorts(3);
  const servers = await startReceivers(signal, [receiver(taking, 0, folder), receiver(slow, SLOW_MS, folder)]);
  const shipTo = (name: string, port: number): Contender => {
    return { ...ours(name, project), environment: { MINING_LOG_LOKI_URL: `http://127.0.0.1:${port}` } };
  };
  const shipping = [shipTo('taken', taking), shipTo('slow', slow), shipTo('absent', absent)];
  return {
    contenders: [ours('file', project), ...shipping],
    comparisons: shipping.map(({ name }): Comparison => [name, 'file']),
    remove: () => stopAll(servers),
  };
}

/** Without an endpoint for traces, and with a tenth of the clicks traced. */
async function compareTracing({ project, folder, signal }: Place): Promise<PartLineup> {
  const [port = 0] = await chooseFreePorts(1);
  const servers = await startReceivers(signal, [receiver(port, 0, folder)]);
  const environment = { OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`, MINING_TRACES_SAMPLE_RATIO: '0.1' };
  return {
    contenders: [ours('off', project), { ...ours('10 %', project), environment }],
    comparisons: [['10 %', 'off']],
    remove: () => stopAll(servers),
  };
}

async function startReceivers(signal: AbortSignal, specs: readonly ServerSpec[]): Promise<readonly RunningServer[]> {
  const servers: RunningServer[] = [];
  try {
    for (const spec of specs) servers.push(await startServer(spec, signal));
    return servers;
  } catch (error) {
    await stopAll(servers);
    throw error;
  }
}

async function stopAll(servers: readonly RunningServer[]): Promise<void> {
  await Promise.all(servers.map((server) => server.stop()));
}
