import { mkdir, readFile, writeFile } from 'node:fs/promises';
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
  /** Where notifications go in place of the address that `source` names; all else is copied as it is. */
  readonly webhook?: { readonly named: string; readonly own: string };
  readonly logFile: string;
};

/** An Alertmanager by itself, in no cluster. */
export function alertmanager({ binary, port, dataFolder, configFile, source, webhook, logFile }: AlertmanagerOptions): ServerSpec {
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
      const text = await readFile(source, 'utf8');
      await writeFile(configFile, webhook ? text.replaceAll(webhook.named, webhook.own) : text);
    },
    probe: (signal) => probeHttp(`${url}/-/ready`, signal),
  };
}
