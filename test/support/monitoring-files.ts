import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { toPrometheusRule } from '../../observability/alerts/alert.js';
import { LOCAL_WEBHOOK } from '../../observability/alertmanager/routes.js';
import { LOCAL_LINKS } from '../../observability/config.js';
import { RULE_FILES } from '../../observability/rules.js';
import { scaleRules } from '../../observability/scale-rules.js';
import { PACKAGE_FOLDER } from '../../src/cli/package-folder.js';

const GENERATED = join(PACKAGE_FOLDER, 'observability/generated');

/** Copies the generated files as they are; only the webhook's address is another one. */
export function copyMonitoringFiles(folder: string, webhook: string): void {
  cpSync(GENERATED, folder, { recursive: true });
  const file = join(folder, 'alertmanager/alertmanager.yml');
  writeFileSync(file, readFileSync(file, 'utf8').replaceAll(LOCAL_WEBHOOK, webhook));
}

/**
 * As `copyMonitoringFiles`, with the rules in another time, evaluated every second and told at once, and scraped as often as
 * said. A scrape that takes longer than until the next one is given up, and what it would have read is gone until then.
 */
export function writeScaledFiles(folder: string, webhook: string, factor: number, scrapeSeconds = 1): void {
  copyMonitoringFiles(folder, webhook);
  for (const { file, groups } of RULE_FILES) {
    const scaled = scaleRules(groups, factor).map(({ rules, ...group }) => ({
      ...group,
      rules: rules.map((rule) => toPrometheusRule(rule, LOCAL_LINKS)),
    }));
    writeYaml(join(folder, 'prometheus/rules', file), { groups: scaled });
  }
  const prometheusFile = join(folder, 'prometheus/prometheus.yml');
  const prometheus = readYaml(prometheusFile);
  const every = { scrape_interval: `${scrapeSeconds}s`, scrape_timeout: `${scrapeSeconds}s`, evaluation_interval: '1s' };
  writeYaml(prometheusFile, { ...prometheus, global: { ...(prometheus['global'] as object), ...every } });
  const alertmanagerFile = join(folder, 'alertmanager/alertmanager.yml');
  const alertmanager = readYaml(alertmanagerFile);
  writeYaml(alertmanagerFile, { ...alertmanager, route: hurry(alertmanager['route'] as Route) });
}

type Route = { readonly routes?: readonly Route[] };

function hurry(route: Route): Route {
  return { ...route, group_wait: '0s', group_interval: '1s', ...(route.routes && { routes: route.routes.map(hurry) }) } as Route;
}

function readYaml(file: string): Record<string, unknown> {
  return parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
}

// JSON is YAML too, and needs no care with quoting.
function writeYaml(file: string, content: object): void {
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, JSON.stringify(content));
}
