import { copyFile, mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { probeHttp } from './probe-http.js';
import type { ServerSpec } from './server.js';

export type AlertmanagerOptions = {
  readonly binary: string;
  readonly port: number;
  readonly dataFolder: string;
  /** The file that it is configured by: a copy of `source`, made before each start. */
  readonly configFile: string;
  readonly source: string;
  readonly logFile: string;
};

/** An Alertmanager by itself, in no cluster. */
export function alertmanager({ binary, port, dataFolder, configFile, source, logFile }: AlertmanagerOptions): ServerSpec {
  const url = `http://127.0.0.1:${port}`;
  return {
    name: 'alertmanager',
    command: binary,
    args: [
      `--config.file=${configFile}`,
      `--storage.path=${dataFolder}`,
      `--web.listen-address=127.0.0.1:${port}`,
      `--web.external-url=${url}`,
      '--cluster.listen-address=',
    ],
    logFile,
    listens: { port, host: '127.0.0.1' },
    stopWithinMs: 2_000,
    startWithinMs: 30_000,
    prepare: async () => {
      await mkdir(dataFolder, { recursive: true });
      await mkdir(dirname(configFile), { recursive: true });
      await copyFile(source, configFile);
    },
    probe: (signal) => probeHttp(`${url}/-/ready`, signal),
  };
}
