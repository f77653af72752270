import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PACKAGE_FOLDER } from '../../src/cli/package-folder.js';

/** How long it took from the fault to the notification, and from the repair to the notification that it is over. */
export type Measurement = { readonly title: string; readonly alert: string; readonly detectedMs: number; readonly resolvedMs: number };

export const PAGE = 'docs/detection-times.md';
const HEAD = '| Fault | Alert | Told after | Resolved after |\n|---|---|---|---|\n';

/** Writes the table below a heading of the page anew, when the run was asked to. */
export function writeMeasurements(heading: string, measurements: readonly Measurement[]): void {
  if (process.env['WRITE_DETECTION_TIMES'] === undefined) return;
  const file = join(PACKAGE_FOLDER, PAGE);
  const page = readFileSync(file, 'utf8');
  const start = page.indexOf(HEAD, page.indexOf(`## ${heading}\n`));
  const end = page.indexOf('\n\n', start);
  const rows = measurements.map(({ title, alert, detectedMs, resolvedMs }) => {
    return `| ${title} | ${alert} | ${seconds(detectedMs)} | ${seconds(resolvedMs)} |`;
  });
  writeFileSync(file, page.slice(0, start) + HEAD + rows.join('\n') + (end < 0 ? '\n' : page.slice(end)));
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}
