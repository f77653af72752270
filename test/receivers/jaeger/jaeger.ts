import { join } from 'node:path';
import { receiverFolder } from '../../../scripts/lib/receivers/receivers.mjs';
import { takeFreePorts } from '../../support/free-ports.js';
import { probeHttp } from '../../../src/embedded/probe-http.js';
import { openPrivateServer, type PrivateServer } from '../../support/servers.js';

const LOOPBACK = '127.0.0.1';

/** What of a stored trace the tests look at. */
export type StoredSpan = {
  readonly traceID: string;
  readonly spanID: string;
  readonly operationName: string;
  readonly processID: string;
  /** Parents (`CHILD_OF`) and links (`FOLLOWS_FROM`). */
  readonly references: readonly { readonly refType: string; readonly traceID: string; readonly spanID: string }[];
  readonly tags: readonly { readonly key: string; readonly value: unknown }[];
};
type Trace = { readonly spans: readonly StoredSpan[]; readonly processes: Readonly<Record<string, { readonly serviceName: string }>> };

export type Jaeger = {
  readonly server: PrivateServer;
  /** Where it takes OTLP over HTTP. */
  readonly otlpUrl: string;
  /** The spans of a trace, each with the name of its service; none while it has none. */
  findTrace(traceId: string): Promise<readonly (StoredSpan & { readonly service: string | undefined })[]>;
};

/** A Jaeger in one process, which keeps traces in memory. Its page for people is not in it. Whoever opens it closes it. */
export async function openJaeger(): Promise<Jaeger> {
  const [otlpPort = 0, adminPort = 0, ...others] = await takeFreePorts(7);
  const unused = ['collector.otlp.grpc', 'collector.grpc-server', 'collector.http-server', 'query.grpc-server'];
  const server = await openPrivateServer('jaeger', ({ port }) => ({
    url: `http://${LOOPBACK}:${port}`,
    command: join(receiverFolder('jaeger'), 'all-in-one'),
    args: [
      `--query.http-server.host-port=${LOOPBACK}:${port}`,
      `--collector.otlp.http.host-port=${LOOPBACK}:${otlpPort}`,
      `--admin.http.host-port=${LOOPBACK}:${adminPort}`,
      ...unused.map((name, index) => `--${name}.host-port=${LOOPBACK}:${others[index]}`),
    ],
    startWithinMs: 60_000,
    stopWithinMs: 15_000,
    probe: (signal) => probeHttp(`http://${LOOPBACK}:${adminPort}/`, signal),
  }));
  return {
    server,
    otlpUrl: `http://${LOOPBACK}:${otlpPort}`,
    findTrace: async (traceId) => {
      const answer = await fetch(`${server.url}/api/traces/${traceId}`);
      if (!answer.ok) return [];
      const { data } = (await answer.json()) as { data: readonly Trace[] };
      return data.flatMap(({ spans, processes }) => spans.map((span) => ({ ...span, service: processes[span.processID]?.serviceName })));
    },
  };
}
