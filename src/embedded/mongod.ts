import { mkdir } from 'node:fs/promises';
import { ensureReplicaSet } from './replica-set.js';
import type { ServerSpec } from './server.js';

export type MongodOptions = {
  readonly binary: string;
  readonly port: number;
  readonly dataFolder: string;
  readonly logFile: string;
  /** Lets tests make the server fail on purpose (configureFailPoint). */
  readonly testCommands?: boolean;
  readonly temporaryFolder?: string;
};

const REPLICA_SET = 'rs0';

/** A mongod that is a replica set of one member, since transactions need a replica set. */
export function mongod(options: MongodOptions): ServerSpec {
  const { binary, port, dataFolder, logFile, testCommands = false, ...rest } = options;
  return {
    name: 'mongod',
    command: binary,
    args: [
      ...['--dbpath', dataFolder, '--port', String(port), '--bind_ip', '127.0.0.1', '--nounixsocket'],
      ...['--replSet', REPLICA_SET, '--wiredTigerCacheSizeGB', '0.5'],
      ...parameters(testCommands).flatMap((parameter) => ['--setParameter', parameter]),
    ],
    logFile,
    listens: { port, host: '127.0.0.1' },
    explain: lastFault,
    stopWithinMs: 5_000,
    startWithinMs: 60_000,
    prepare: async () => void (await mkdir(dataFolder, { recursive: true })),
    probe: (signal) => ensureReplicaSet({ port, name: REPLICA_SET, signal }),
    ...rest,
  };
}

export function mongodUrl(port: number): string {
  return `mongodb://127.0.0.1:${port}/?replicaSet=${REPLICA_SET}`;
}

function parameters(testCommands: boolean): string[] {
  return [
    // A killed worker's open transaction blocks its clicks for this long, so the default of a minute is too much.
    'transactionLifetimeLimitSeconds=5',
    // There is no other member to hand over to: waiting for one would only delay the stop.
    'shutdownTimeoutMillisForSignaledShutdown=100',
    'diagnosticDataCollectionEnabled=false',
    ...(testCommands ? ['enableTestCommands=1'] : []),
  ];
}

/** mongod writes JSON and, after the line that tells what is wrong, many about its shutting down. */
function lastFault(lines: readonly string[]): string {
  const entries = lines.flatMap(parseLine);
  const fault = entries.findLast(({ s }) => s === 'E' || s === 'F') ?? entries.at(-1);
  if (fault === undefined) return lines.at(-1) ?? '';
  const reason = fault.attr?.['error'];
  return reason === undefined ? fault.msg : `${fault.msg}: ${typeof reason === 'string' ? reason : JSON.stringify(reason)}`;
}

type LogEntry = { readonly s: string; readonly msg: string; readonly attr?: Readonly<Record<string, unknown>> };

function parseLine(line: string): LogEntry[] {
  try {
    return [JSON.parse(line) as LogEntry];
  } catch {
    return [];
  }
}
