import { join } from 'node:path';
import { receiverFolder } from '../../../scripts/lib/receivers/receivers.mjs';
import { takeFreePorts } from '../../support/free-ports.js';
import { probeHttp } from '../../../src/embedded/probe-http.js';
import { openPrivateServer, type Place, type PrivateServer } from '../../support/servers.js';

const LOOPBACK = '127.0.0.1';
const urlOf = ({ port }: Place): string => `http://${LOOPBACK}:${port}`;

/** A VictoriaLogs; lines go below `/insert`, in Loki's push protocol. Whoever opens it closes it. */
export function openVictoriaLogs(): Promise<PrivateServer> {
  return openPrivateServer('victorialogs', (place) => ({
    url: urlOf(place),
    command: join(receiverFolder('victorialogs'), 'victoria-logs'),
    args: [
      `-httpListenAddr=${LOOPBACK}:${place.port}`,
      `-storageDataPath=${place.dataFolder}`,
      '-retentionPeriod=10y',
      '-memory.allowedBytes=256MB',
    ],
    startWithinMs: 30_000,
    stopWithinMs: 15_000,
    probe: (signal) => probeHttp(`${urlOf(place)}/health`, signal),
  }));
}

/** An Elasticsearch node from the jars of its server, without what its distribution adds (security, ILM, ingest). */
export function openElasticsearch(): Promise<PrivateServer> {
  const home = receiverFolder('elasticsearch');
  return openPrivateServer('elasticsearch', (place) => ({
    url: urlOf(place),
    command: 'java',
    args: [
      ...['-Xms256m', '-Xmx512m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-Djava.security.manager=allow'],
      '--add-opens=java.base/java.io=ALL-UNNAMED',
      ...['--module-path', join(home, 'lib'), '--add-modules=ALL-MODULE-PATH', '-cp', join(home, 'launcher')],
      ...['Launcher', home, place.dataFolder, String(place.port)],
    ],
    startWithinMs: 120_000,
    stopWithinMs: 15_000,
    probe: (signal) => probeHttp(`${urlOf(place)}/_cluster/health?wait_for_status=yellow&timeout=1s`, signal),
  }));
}

/** A Loki in one process. */
export async function openLoki(): Promise<PrivateServer> {
  const [grpcPort = 0] = await takeFreePorts(1);
  return openPrivateServer('loki', (place) => ({
    url: urlOf(place),
    command: join(receiverFolder('loki'), 'loki'),
    args: [`-config.file=${CONFIG_OF_LOKI}`, '-config.expand-env=true'],
    env: { LOKI_HTTP_PORT: String(place.port), LOKI_GRPC_PORT: String(grpcPort), LOKI_DATA: place.dataFolder },
    // It waits for 15 s before it says that it is ready.
    startWithinMs: 90_000,
    stopWithinMs: 30_000,
    probe: (signal) => probeHttp(`${urlOf(place)}/ready`, signal),
  }));
}

const CONFIG_OF_LOKI = join(import.meta.dirname, '../../../tools/loki/loki.yaml');
