import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { probeHttp } from './probe-http.js';
import type { ServerSpec } from './server.js';

export type AlertmanagerOptions = {
  readonly binary: string;
  readonly port: number;
  readonly dataFolder: string;
  readonly configFile: string;
  readonly logFile: string;
};

/** An Alertmanager by itself: it shows the alerts that Prometheus sends and passes them on to nobody. */
export function alertmanager({ binary, port, dataFolder, configFile, logFile }: AlertmanagerOptions): ServerSpec {
  const config = { route: { receiver: 'nobody' }, receivers: [{ name: 'nobody' }] };
  return {
    name: 'alertmanager',
    command: binary,
    args: [
      `--config.file=${configFile}`,
      `--storage.path=${dataFolder}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--cluster.listen-address=',
    ],
    logFile,
    listens: { port, host: '127.0.0.1' },
    stopWithinMs: 2_000,
    startWithinMs: 30_000,
    prepare: async () => {
      await mkdir(dataFolder, { recursive: true });
      await mkdir(dirname(configFile), { recursive: true });
      await writeFile(configFile, `${JSON.stringify(config, undefined, 2)}\n`);
    },
    probe: (signal) => probeHttp(`http://127.0.0.1:${port}/-/ready`, signal),
  };
}
