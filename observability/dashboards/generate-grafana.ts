import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import type { Links } from '../config.js';
import { toJsonFile, toYamlFile, type GeneratedFile } from '../generated-file.js';
import { buildDashboards } from './dashboards.js';
import { generateDataSources } from './data-sources.js';

/** What Grafana reads when GF_PATHS_PROVISIONING names the folder `grafana/provisioning`. */
export function generateGrafana(links: Links): readonly GeneratedFile[] {
  return [...buildDashboards(links).map(toDashboardFile), ...generateDataSources(links), generateProvider('mining-clicks', 'Mining clicks')];
}

export function toDashboardFile(dashboard: Dashboard): GeneratedFile {
  return toJsonFile(`grafana/dashboards/${dashboard.uid}.json`, sortKeys(dashboard));
}

/** By name, so that a change of the library's order changes no file. */
function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).toSorted(([left], [right]) => (left < right ? -1 : 1));
  return Object.fromEntries(entries.map(([key, each]) => [key, sortKeys(each)]));
}

/** Tells Grafana where the dashboards are, and in which folder it shows them. */
export function generateProvider(name: string, folder: string, head?: string): GeneratedFile {
  const provider = {
    name,
    orgId: 1,
    folder,
    folderUid: name,
    type: 'file',
    disableDeletion: true,
    allowUiUpdates: false,
    options: { path: '${GF_PATHS_PROVISIONING}/../dashboards', foldersFromFilesStructure: false },
  };
  const sections = [
    { key: 'apiVersion', value: 1 },
    { comments: ['The dashboards lie beside this folder, wherever it is.'], key: 'providers', value: [provider] },
  ];
  return toYamlFile(`grafana/provisioning/dashboards/${name}.yaml`, sections, head);
}
