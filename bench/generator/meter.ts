import { createLatencies } from '../../src/cli/load/latencies.js';
import type { GeneratorResult } from './messages.js';

const ACCEPTED = 202;
/** What stands in the answer to many clicks for each that was accepted. */
const ACCEPTED_OF_MANY = '"status":202';

export type Meter = ReturnType<typeof createMeter>;

/**
 * Counts clicks by their answers; what is between `start` and `stop` makes the result.
 *
 * @param clicksOfRequest how many each answer is about.
 */
export function createMeter(clicksOfRequest: number) {
  const latencies = createLatencies();
  const refusals = createLatencies();
  let refused: Record<string, number> = {};
  let accepted = 0;
  let acceptedInAll = 0;
  let startedAt = 0;
  let cpuAtStart = process.cpuUsage();
  return {
    count(status: number, body: Buffer, latencyMs: number): void {
      const good = status === ACCEPTED ? 1 : acceptedIn(body);
      accepted += good;
      acceptedInAll += good;
      (good > 0 ? latencies : refusals).record(latencyMs);
      if (good < clicksOfRequest) refused[status] = (refused[status] ?? 0) + clicksOfRequest - good;
    },
    start(): void {
      latencies.reset();
      refusals.reset();
      refused = {};
      accepted = 0;
      startedAt = performance.now();
      cpuAtStart = process.cpuUsage();
    },
    stop(): GeneratorResult {
      const seconds = (performance.now() - startedAt) / 1000;
      const { user, system } = process.cpuUsage(cpuAtStart);
      return {
        accepted,
        refused,
        seconds,
        p50: latencies.percentile(50),
        p99: latencies.percentile(99),
        refusedP50: refusals.percentile(50),
        refusedP99: refusals.percentile(99),
        ownCpu: (user + system) / 1e6 / seconds,
      };
    },
    acceptedInAll: () => acceptedInAll,
  };
}

function acceptedIn(body: Buffer): number {
  return body.toString('latin1').split(ACCEPTED_OF_MANY).length - 1;
}
