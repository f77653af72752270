import { join } from 'node:path';
import { hideSecrets } from '../open-redis.js';
import { signTokens } from '../sign-tokens.js';
import type { StackFile } from '../stack-file.js';
import type { UpSettings } from './settings.js';

const USER = 'developer';
const HOURS = 12;

/** The stack as other commands find it. */
export function stackFile(settings: UpSettings, console: string, pids: StackFile['pids']): StackFile {
  const { api, apiMetricsUrl, worker, ports, prometheusUrl, runs } = settings;
  return {
    api: api.url,
    worker: worker.url,
    console,
    metrics: [`${apiMetricsUrl}/api/metrics`, `${worker.url}/api/metrics`],
    prometheus: prometheusUrl ?? `http://127.0.0.1:${ports.prometheus}`,
    ...(runs.prometheus && { alertmanager: `http://127.0.0.1:${ports.alertmanager}` }),
    redisUrl: settings.redisUrl,
    mongodbUrl: settings.mongodbUrl,
    mongodbDatabase: settings.mongodbDatabase,
    durability: settings.durability,
    rewardRules: settings.rewardRules,
    queue: { name: 'mining-clicks', prefix: settings.redisPrefix },
    logs: settings.logs,
    pids: { ...pids },
  };
}

/** A short table of where everything is. */
export function addressTable(settings: UpSettings): string {
  const stack = stackFile(settings, '', {});
  const rows = [
    ['API', stack.api],
    ['API metrics', stack.metrics[0]],
    ['Worker metrics', stack.metrics[1]],
    ['Prometheus', stack.prometheus],
    ['Alertmanager', stack.alertmanager],
    ['Redis', hideSecrets(stack.redisUrl)],
    ['MongoDB', hideSecrets(stack.mongodbUrl)],
    ['Logs', stack.logs],
    ['All of these', join(settings.folder, 'stack.json')],
  ] as const;
  const lines = rows.filter(([, address]) => address !== undefined);
  return lines.map(([name, address]) => `  ${name.padEnd(16)}${address}`).join('\n');
}

/** A command that sends one click, as it can be pasted into a shell; each time it is run it is another click. */
export async function curlLine({ api, tokens, mostTokenSeconds }: UpSettings): Promise<string> {
  const tokenOf = await signTokens([USER], { ...tokens, lifeSeconds: Math.min(HOURS * 3600, mostTokenSeconds) });
  const key = '$(date +%s%N)';
  const headers = `-H 'Authorization: Bearer ${tokenOf(USER)}' -H "Idempotency-Key: ${key}"`;
  return `curl -i -X POST ${headers} ${api.url}/api/mining/click`;
}
