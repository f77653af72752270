import { join } from 'node:path';
import type { Environment } from '../../config/read-settings.js';
import { StartFault } from '../../embedded/start-fault.js';
import { readStackFile } from '../stack-file.js';

/** Where alerts come from and go to. */
export type Monitoring = {
  readonly prometheus: string;
  readonly alertmanager: string;
  /** What the receiver of `up` writes down; undefined when none belongs to this Alertmanager. */
  readonly receivedFile?: string;
};

export type MonitoringSources = {
  readonly env: Environment;
  /** The folder that the running stack was started in. */
  readonly folder: string;
};

/**
 * Prometheus and Alertmanager of the running stack, else those that the settings name.
 *
 * @throws StartFault when one of the two is nowhere named.
 */
export function findMonitoring({ env, folder }: MonitoringSources): Monitoring {
  const stack = readStackFile(join(folder, 'var'));
  const prometheus = stack?.prometheus ?? env['PROMETHEUS_URL'];
  const alertmanager = stack?.alertmanager ?? env['ALERTMANAGER_URL'];
  if (!prometheus || !alertmanager) {
    const missing = [...(prometheus ? [] : ['PROMETHEUS_URL']), ...(alertmanager ? [] : ['ALERTMANAGER_URL'])].join(' and ');
    throw new StartFault(`No stack with its own Alertmanager runs in this folder: start one by npm start, or set ${missing}.`);
  }
  return {
    prometheus: prometheus.replace(/\/+$/, ''),
    alertmanager: alertmanager.replace(/\/+$/, ''),
    ...(stack?.alertmanager && { receivedFile: join(stack.logs, 'alerts.ndjson') }),
  };
}
