import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Host and port by the name of a scrape job, which becomes the label `job`; `alertmanager` also gets the alerts. */
export type ScrapeTargets = Readonly<Record<string, string>>;

/**
 * Copies a `prometheus.yml` and its rules as they are, and writes beside them what differs from machine to machine: the
 * files `targets/<job>.json`, by which that `prometheus.yml` finds whom to scrape and to alert.
 */
export async function copyPrometheusFiles(from: string, configFolder: string, targets: ScrapeTargets): Promise<void> {
  // What was there may have rules that are gone now.
  await rm(configFolder, { recursive: true, force: true });
  await cp(from, configFolder, { recursive: true });
  const folder = join(configFolder, 'targets');
  await mkdir(folder, { recursive: true });
  for (const [job, address] of Object.entries(targets)) {
    await writeFile(join(folder, `${job}.json`), `${JSON.stringify([{ targets: [address] }])}\n`);
  }
}
