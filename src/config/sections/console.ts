import { httpAddress } from '../setting.js';

/** Where the console's measured parts are asked for. */
export const consoleParts = {
  MINING_PROMETHEUS_URL: httpAddress('Prometheus that the console asks, such as http://prometheus:9090; its charts and figures are missing when not set'),
  MINING_ALERTMANAGER_URL: httpAddress('Alertmanager that the console asks, such as http://alertmanager:9093; its silences are missing when not set'),
};
