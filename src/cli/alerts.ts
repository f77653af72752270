import { Command } from 'commander';
import { findMonitoring } from './alerts/find-monitoring.js';
import { testAlerts } from './alerts/test-alerts.js';

/** `alerts test`: does an alert get from Prometheus to people? */
export function createAlertsCommand(): Command {
  const test = new Command('test')
    .description('send one critical test alert the whole way, to whom it wakes too, and say what happened; exit code 1 if it does not arrive')
    .action(async () => {
      const monitoring = findMonitoring({ env: process.env, folder: process.cwd() });
      process.exitCode = await testAlerts(monitoring, (line) => console.log(line));
    });
  return new Command('alerts').description('check the way that alerts go').addCommand(test);
}
