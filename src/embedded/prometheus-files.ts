import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Host and port by the name of a scrape job, which becomes the label `job`; `alertmanager` also gets the alerts. */
export type ScrapeTargets = Readonly<Record<string, string>>;

/**
 * Copies a `prometheus.yml` and its rules as they are, and writes beside them what differs from machine to machine: the
 * files `targets/<job>.json`, by which that `prometheus.yml` finds whom to scrape and to alert.
 *
 * @param tokenFile has the bearer token that the metrics of our own processes are asked for with
 */
export async function copyPrometheusFiles(from: string, configFolder: string, targets: ScrapeTargets, tokenFile?: string): Promise<void> {
  // What was there may have rules that are gone now.
  await rm(configFolder, { recursive: true, force: true });
  await cp(from, configFolder, { recursive: true });
  if (tokenFile !== undefined) await addToken(join(configFolder, 'prometheus.yml'), tokenFile);
  const folder = join(configFolder, 'targets');
  await mkdir(folder, { recursive: true });
  for (const [job, address] of Object.entries(targets)) {
    await writeFile(join(folder, `${job}.json`), `${JSON.stringify([{ targets: [address] }])}\n`);
  }
}

const OWN_PATH = '    metrics_path: /api/metrics\n';

async function addToken(file: string, tokenFile: string): Promise<void> {
  const text = await readFile(file, 'utf8');
  const authorization = `    authorization:\n      credentials_file: ${JSON.stringify(tokenFile)}\n`;
  await writeFile(file, text.replaceAll(OWN_PATH, `${OWN_PATH}${authorization}`));
}
