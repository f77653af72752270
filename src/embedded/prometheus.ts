import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { probeHttp } from './probe-http.js';
import type { ServerSpec } from './server.js';

export type PrometheusOptions = {
  readonly binary: string;
  readonly port: number;
  readonly dataFolder: string;
  /** Where `prometheus.yml` and the files that it names are. */
  readonly configFolder: string;
  /** Puts them there, before each start. */
  readonly configure: (configFolder: string) => Promise<void>;
  readonly logFile: string;
};

/** As long as the longest SLO looks back, and no more of the disk than this. */
const RETENTION = ['--storage.tsdb.retention.time=31d', '--storage.tsdb.retention.size=2GB'];
// An Alertmanager that was started again knows no alerts: they are sent again with every evaluation, and not after a minute.
// Less than the 5 s between two of them, or every other one would pass without.
const RESEND_DELAY = '--rules.alert.resend-delay=4s';

export function prometheus({ binary, port, dataFolder, configFolder, configure, logFile }: PrometheusOptions): ServerSpec {
  const url = `http://127.0.0.1:${port}`;
  return {
    name: 'prometheus',
    command: binary,
    args: [
      `--config.file=${join(configFolder, 'prometheus.yml')}`,
      `--storage.tsdb.path=${dataFolder}`,
      ...RETENTION,
      `--web.listen-address=127.0.0.1:${port}`,
      `--web.external-url=${url}`,
      RESEND_DELAY,
      '--enable-feature=exemplar-storage',
    ],
    logFile,
    listens: { port, host: '127.0.0.1' },
    stopWithinMs: 2_000,
    startWithinMs: 60_000,
    prepare: async () => {
      await mkdir(dataFolder, { recursive: true });
      await mkdir(configFolder, { recursive: true });
      await configure(configFolder);
    },
    probe: (signal) => probeHttp(`${url}/-/ready`, signal),
  };
}
