import { toPrometheusRule, type RuleGroup } from './alerts/alert.js';
import { JOBS, MONITORING_JOBS, SCRAPE_SECONDS, type Links } from './config.js';
import { toYamlFile, type GeneratedFile } from './generated-file.js';
import { RULE_FILES, type RuleFile } from './rules.js';

/** Prometheus' configuration and rules. Paths in it are relative: it works wherever `targets/` lies beside it. */
export function generatePrometheus(links: Links): readonly GeneratedFile[] {
  return [generateConfig(), ...RULE_FILES.map((file) => generateRuleFile(file, links))];
}

export function generateRuleFile({ file, groups }: RuleFile, links: Links, head?: string): GeneratedFile {
  return toYamlFile(`prometheus/rules/${file}`, [{ key: 'groups', value: groups.map((group) => toGroup(group, links)) }], head);
}

function toGroup({ name, interval, rules }: RuleGroup, links: Links) {
  return { name, ...(interval && { interval }), rules: rules.map((rule) => toPrometheusRule(rule, links)) };
}

const inFile = (job: string) => [{ files: [`targets/${job}.json`] }];

function generateConfig(): GeneratedFile {
  const seconds = `${SCRAPE_SECONDS}s`;
  const ours = Object.values(JOBS).map((job) => ({ job_name: job, metrics_path: '/api/metrics', file_sd_configs: inFile(job) }));
  const monitoring = Object.values(MONITORING_JOBS).map((job) => ({ job_name: job, file_sd_configs: inFile(job) }));
  return toYamlFile('prometheus/prometheus.yml', [
    { key: 'global', value: { scrape_interval: seconds, scrape_timeout: `${SCRAPE_SECONDS - 1}s`, evaluation_interval: seconds } },
    { key: 'rule_files', value: ['rules/*.yml'] },
    {
      comments: ['Where the alerts go; the same file names Alertmanager as a target below.'],
      key: 'alerting',
      value: { alertmanagers: [{ file_sd_configs: inFile(MONITORING_JOBS.alertmanager) }] },
    },
    {
      comments: ['Each of targets/<job>.json: [{"targets": ["host:port", ...]}]. Changes are seen without a restart.'],
      key: 'scrape_configs',
      value: [...ours, ...monitoring],
    },
  ]);
}
