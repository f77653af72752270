import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { RuledAlert } from '../console/runbooks.js';
import { PACKAGE_FOLDER } from './package-folder.js';

const FOLDER = 'observability/generated/prometheus/rules';

type RuleFile = { readonly groups: readonly { readonly rules: readonly Rule[] }[] };
type Rule = { readonly alert?: string; readonly labels?: { readonly severity?: string }; readonly annotations?: { readonly summary?: string } };

/** The alerts of the package's generated rules. */
export function readAlertRules(): readonly RuledAlert[] {
  const folder = join(PACKAGE_FOLDER, FOLDER);
  const files = readdirSync(folder).filter((name) => name.endsWith('.yml')).sort();
  const rules = files.flatMap((name) => (parse(readFileSync(join(folder, name), 'utf8')) as RuleFile).groups.flatMap((group) => group.rules));
  return rules.flatMap(({ alert, labels, annotations }) =>
    alert === undefined ? [] : [{ name: alert, severity: labels?.severity ?? '', summary: annotations?.summary ?? '' }],
  );
}
