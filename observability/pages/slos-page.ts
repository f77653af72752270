import { BURN_ALERTS, detectionSeconds, errorThreshold, leastEvents, secondsOf, type BurnAlert } from '../slos/burn-rate.js';
import { OBJECTIVES, PERIOD, type Objective } from '../slos/objectives.js';
import { burnAlertName } from '../slos/slo-rules.js';
import { toTable } from './markdown.js';

const HEAD = `# Service level objectives

Made from \`observability/slos/\`; a test compares the two. Each objective is a share of events over ${PERIOD.replace('d', ' days')}. What may
go wrong is its **error budget**: 0.1 % of the clicks for a target of 99.9 %. An alert does not look at the share itself
but at the **burn rate**: how many times as fast as allowed the budget is being spent.
`;

const RATIOS = `
Events are counted, never minutes: \`sum(increase(bad)) / sum(increase(all))\` over all processes, so that a quiet hour
weighs as little as it carries. Without events there is no value, and no alert. The ratio over 30 days adds up increases
of five minutes that follow each other, instead of reading every sample of 30 days again; what happens between the last
sample of one and the first of the next is estimated by Prometheus. Prometheus must keep samples for as long as the
longest window (\`--storage.tsdb.retention.time=31d\`).
`;

const ALERTS_TEXT = `
## When it is told

An alert fires when a long window has spent its share of the budget and a short one, a twelfth of it, says that it still
goes on; so it ends soon after the fault does. Either of an alert's two pairs is enough.
`;

const GUARD = `
A pair is silent until its long window holds more events than the last columns say, so that a single bad one among a few
fires nothing. \`npm run generate\` refuses an objective for which factor x (1 - target) is 1 or more: no error ratio could
reach it.
`;

const DETECTION = `
## How soon

Time from the beginning of a fault with a constant error ratio, after a clean time with the same traffic, until the alert
fires: factor x (1 - target) x long window / error ratio, of the pair that is first, plus the time that the alert must
hold. The times between two scrapes and two evaluations (5 s each; 30 s for windows of 30 minutes to 6 hours, 2 minutes
for those of days) come on top. On a system that is younger than a window, the window is as long as the system is old:
the alert fires sooner.
`;

const SOURCE = `
Method, factors and windows: Google, *The Site Reliability Workbook*, chapter 5,
[Alerting on SLOs](https://sre.google/workbook/alerting-on-slos/), table 5-8; the pair of 1 day and 2 hours is that of
kubernetes-mixin and sloth.
`;

const ERROR_RATIOS = [1, 0.5, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002];

/** The text of `docs/slos.md`. */
export function renderSlosPage(): string {
  return [HEAD, renderObjectives(), RATIOS, ALERTS_TEXT, renderWindows(), GUARD, DETECTION, renderDetection(), SOURCE].join('\n').replace(/\n{3,}/g, '\n\n');
}

function renderObjectives(): string {
  const rows = OBJECTIVES.map(({ slo, target, promise, impact }) => [`**${slo}**`, percent(target), promise, impact]);
  return toTable(['Objective', 'Target', 'What is promised', 'What a bad event means'], rows);
}

function renderWindows(): string {
  const rows = BURN_ALERTS.flatMap(({ kind, severity, windows, for: time }) =>
    windows.map((pair) => [
      `\`${kind}\``,
      severity,
      time,
      `${pair.long} and ${pair.short}`,
      String(pair.factor),
      percent((pair.factor * secondsOf(pair.long)) / secondsOf(PERIOD)),
      ...targets().map((objective) => `${percent(errorThreshold(objective, pair))}, ${leastEvents(objective, pair)}`),
    ]),
  );
  const perTarget = targets().map(({ target }) => `Error ratio, events at ${percent(target)}`);
  return toTable(['Alert', 'Severity', 'For', 'Windows', 'Factor', 'Budget spent', ...perTarget], rows);
}

/** One objective of each target. */
function targets(): readonly Objective[] {
  return OBJECTIVES.filter(({ target }, index) => OBJECTIVES.findIndex((other) => other.target === target) === index);
}

function renderDetection(): string {
  const alerts = OBJECTIVES.flatMap((objective) => BURN_ALERTS.map((burn) => ({ objective, burn })));
  const rows = alerts.map(({ objective, burn }) => [
    `[${burnAlertName(objective, burn)}](../observability/runbooks/${burnAlertName(objective, burn)}.md)`,
    ...ERROR_RATIOS.map((ratio) => firesAfter(objective, burn, ratio)),
  ]);
  return toTable(['Alert', ...ERROR_RATIOS.map(percent)], rows);
}

function firesAfter(objective: Objective, burn: BurnAlert, errorRatio: number): string {
  const times = burn.windows.flatMap((pair) => detectionSeconds(objective, pair, errorRatio) ?? []);
  return times.length === 0 ? 'never' : formatSeconds(Math.min(...times) + secondsOf(burn.for));
}

function percent(share: number): string {
  return `${Number((share * 100).toPrecision(4))} %`;
}

function formatSeconds(seconds: number): string {
  if (seconds < 120) return `${Math.round(seconds)} s`;
  if (seconds < 7200) return `${Number((seconds / 60).toPrecision(3))} min`;
  return `${Number((seconds / 3600).toPrecision(3))} h`;
}
