import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { probeHttp } from './probe-http.js';
import type { ServerSpec } from './server.js';

export type ScrapeTarget = {
  /** Becomes the label `job`. */
  readonly job: string;
  /** Host and port. */
  readonly address: string;
};

export type PrometheusOptions = {
  readonly binary: string;
  readonly port: number;
  readonly dataFolder: string;
  readonly configFile: string;
  readonly logFile: string;
  readonly targets: readonly ScrapeTarget[];
  /** Host and port. */
  readonly alertmanager: string;
};

/** A Prometheus that reads the processes' metrics every five seconds. */
export function prometheus(options: PrometheusOptions): ServerSpec {
  const { binary, port, dataFolder, configFile, logFile } = options;
  return {
    name: 'prometheus',
    command: binary,
    args: [
      `--config.file=${configFile}`,
      `--storage.tsdb.path=${dataFolder}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--enable-feature=exemplar-storage',
    ],
    logFile,
    listens: { port, host: '127.0.0.1' },
    stopWithinMs: 2_000,
    startWithinMs: 60_000,
    prepare: async () => {
      await mkdir(dataFolder, { recursive: true });
      await mkdir(dirname(configFile), { recursive: true });
      await writeFile(configFile, prometheusConfig(options));
    },
    probe: (signal) => probeHttp(`http://127.0.0.1:${port}/-/ready`, signal),
  };
}

// JSON is YAML too, and needs no care with quoting.
function prometheusConfig({ targets, alertmanager }: PrometheusOptions): string {
  const config = {
    global: { scrape_interval: '5s', scrape_timeout: '4s', evaluation_interval: '5s' },
    scrape_configs: targets.map(({ job, address }) => ({
      job_name: job,
      metrics_path: '/api/metrics',
      static_configs: [{ targets: [address] }],
    })),
    alerting: { alertmanagers: [{ static_configs: [{ targets: [alertmanager] }] }] },
  };
  return `${JSON.stringify(config, undefined, 2)}\n`;
}
