import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import type { Links } from '../config.js';
import { toJsonFile, toYamlFile, type GeneratedFile } from '../generated-file.js';
import { buildDashboards } from './dashboards.js';
import { generateDataSources } from './data-sources.js';

/** What Grafana reads when GF_PATHS_PROVISIONING names the folder `grafana/provisioning`. */
export function generateGrafana(links: Links): readonly GeneratedFile[] {
  return [...buildDashboards(links).map(toFile), ...generateDataSources(links), generateProvider()];
}

function toFile(dashboard: Dashboard): GeneratedFile {
  return toJsonFile(`grafana/dashboards/${dashboard.uid}.json`, sortKeys(dashboard));
}

/** By name, so that a change of the library's order changes no file. */
function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).toSorted(([left], [right]) => (left < right ? -1 : 1));
  return Object.fromEntries(entries.map(([key, each]) => [key, sortKeys(each)]));
}

function generateProvider(): GeneratedFile {
  const provider = {
    name: 'mining-clicks',
    orgId: 1,
    folder: 'Mining clicks',
    folderUid: 'mining-clicks',
    type: 'file',
    disableDeletion: true,
    allowUiUpdates: false,
    options: { path: '${GF_PATHS_PROVISIONING}/../dashboards', foldersFromFilesStructure: false },
  };
  return toYamlFile('grafana/provisioning/dashboards/mining-clicks.yaml', [
    { key: 'apiVersion', value: 1 },
    { comments: ['The dashboards lie beside this folder, wherever it is.'], key: 'providers', value: [provider] },
  ]);
}
