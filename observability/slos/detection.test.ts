import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runPromtool } from '../../test/support/promtool.js';
import { isAlert, toPrometheusRule } from '../alerts/alert.js';
import { LOCAL_LINKS } from '../config.js';
import { BURN_ALERTS, detectionSeconds, secondsOf, type BurnAlert } from './burn-rate.js';
import { OBJECTIVES, type Objective } from './objectives.js';
import { burnAlertName, SLO_GROUPS } from './slo-rules.js';

const [acceptance] = OBJECTIVES as readonly [Objective];

const EVENTS_PER_STEP = 1000;
/** Seconds between two samples, and between two evaluations. */
type Times = { readonly step: number; readonly clean: number };

/** Samples of a counter that rises by one number in each step of the clean time, and by another in those of the fault. */
function counted(name: string, { step, clean }: Times, before: number, during: number, faultSeconds: number) {
  const [cleanSteps, faultSteps] = [clean / step, Math.ceil(faultSeconds / step)];
  return { series: name, values: `0+${before}x${cleanSteps} ${before * cleanSteps + during}+${during}x${faultSteps}` };
}

/** An alert and the series that it reads, without the groups' intervals, which promtool does not know. */
function groupsOf(objective: Objective, burn: BurnAlert) {
  const read = burn.windows.flatMap(({ long, short }) => [long, short]);
  const rules = SLO_GROUPS.flatMap((group) => group.rules).filter((rule) => rule.labels?.['slo'] === objective.slo);
  const needed = rules.filter((rule) =>
    isAlert(rule) ? rule.name === burnAlertName(objective, burn) : read.some((window) => rule.record.endsWith(`e${window}`)),
  );
  return [{ name: 'burn', rules: needed.map((rule) => toPrometheusRule(rule, LOCAL_LINKS)) }];
}

/** Whether the alert fires so many seconds after the beginning of a fault, as promtool finds it. */
async function expectFiring(burn: BurnAlert, errorRatio: number, times: Times, after: readonly (readonly [seconds: number, fires: boolean])[]) {
  const { step, clean } = times;
  const bad = errorRatio * EVENTS_PER_STEP;
  const last = Math.max(...after.map(([seconds]) => seconds)) + step;
  const test = {
    interval: `${step}s`,
    input_series: [
      counted('mining_click_requests_total{status="202"}', times, EVENTS_PER_STEP, EVENTS_PER_STEP - bad, last),
      counted('mining_click_requests_total{status="500"}', times, 0, bad, last),
      counted('mining_click_refusals_total{reason="global-limit"}', times, 0, 0, last),
    ],
    promql_expr_test: after.map(([seconds, fires]) => ({
      expr: `count(ALERTS{alertname="${burnAlertName(acceptance, burn)}",alertstate="firing"})`,
      eval_time: `${clean + Math.floor(seconds / step) * step}s`,
      exp_samples: fires ? [{ labels: '{}', value: 1 }] : [],
    })),
  };
  await testRules({ groups: groupsOf(acceptance, burn) }, { rule_files: ['rules.yml'], evaluation_interval: `${step}s`, tests: [test] });
}

/** JSON is YAML too. */
async function testRules(rules: object, tests: object): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'mining-clicks-detection-'));
  try {
    writeFileSync(join(folder, 'rules.yml'), JSON.stringify(rules));
    writeFileSync(join(folder, 'tests.yml'), JSON.stringify(tests));
    const { stdout } = await runPromtool(folder, 'test', 'rules', 'tests.yml');
    expect(stdout).toContain('SUCCESS');
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function predict({ windows, for: time }: BurnAlert, errorRatio: number): number {
  const seconds = windows.flatMap((pair) => detectionSeconds(acceptance, pair, errorRatio) ?? []);
  return Math.min(...seconds) + secondsOf(time);
}

const [fast, slow] = BURN_ALERTS as [BurnAlert, BurnAlert];

describe('the rules notice a fault when the formula says so', () => {
  it.concurrent.each([
    { burn: fast, errorRatio: 1, step: 15, clean: '6h' },
    { burn: fast, errorRatio: 0.1, step: 30, clean: '6h' },
    { burn: fast, errorRatio: 0.01, step: 60, clean: '6h' },
    { burn: slow, errorRatio: 0.01, step: 300, clean: '3d' },
    { burn: slow, errorRatio: 0.002, step: 600, clean: '3d' },
  ] as const)('$burn.kind, $errorRatio of the clicks', async ({ burn, errorRatio, step, clean }) => {
    const seconds = predict(burn, errorRatio);
    await expectFiring(burn, errorRatio, { step, clean: secondsOf(clean) }, [
      [seconds - 2 * step, false],
      [seconds + 3 * step, true],
    ]);
  });

  it('and never where it says never', async () => {
    expect(predict(fast, 0.005)).toBe(Number.POSITIVE_INFINITY);
    await expectFiring(fast, 0.005, { step: 60, clean: secondsOf('6h') }, [[secondsOf('7h'), false]]);
  });
});
