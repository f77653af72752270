import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createDashboards, type Dashboard, type Dashboards } from '../console/dashboards.js';
import { PACKAGE_FOLDER } from './package-folder.js';

const FOLDER = 'observability/generated/grafana/dashboards';

/** The generated dashboards of the package, as they are. */
export function readDashboards(): Dashboards {
  const folder = join(PACKAGE_FOLDER, FOLDER);
  const files = readdirSync(folder).filter((name) => name.endsWith('.json')).sort();
  return createDashboards(files.map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Dashboard));
}
