import { useEffect, useRef, useState } from 'preact/hooks';
import type { Answer, Problem } from '../api/ask.ts';
import type { ExemplarAnswer, VariableChoice } from '../../../src/console/measured.ts';
import { askExemplars, askPanel } from './ask-panels.ts';
import { asksLogs, type Panel, type Target } from './dashboard-json.ts';
import { useScope } from './dashboard-scope.ts';
import type { Asked } from './series.ts';
import { aligned, stepSeconds } from './step.ts';
import { durationMs, type Range } from './time-range.ts';
import { sentChoices } from './variables.ts';

/** As Grafana's data source is told: how often Prometheus asks the processes. */
const SCRAPE_MS = 5000;
/** Log lines come at any time: as Grafana has it for Loki. */
const LEAST_OF_LOGS_MS = 1000;

export type PanelState = {
  /** Undefined until the first answer; that of the range before stays until the next one is here. */
  readonly asked: readonly Asked[] | undefined;
  readonly problem: Problem | undefined;
  readonly isAsking: boolean;
};

const NOTHING_YET: PanelState = { asked: undefined, problem: undefined, isAsking: false };

type Question = { readonly dashboard: string; readonly panel: Panel; readonly range: Range; readonly variables: VariableChoice; readonly width: number };

/** Asks what the panel shows whenever the range, the choices or its width change, once it is in sight. */
export function usePanel(panel: Panel, width: number, isInSight: boolean): PanelState {
  const { dashboard, range, choices } = useScope();
  const [state, setState] = useState<PanelState>(NOTHING_YET);
  const variables = sentChoices(dashboard.templating?.list ?? [], choices);
  const key = JSON.stringify([range, variables, width]);
  const underWay = useRef<{ readonly key: string; readonly abort: AbortController } | undefined>(undefined);
  useEffect(() => {
    // What was asked goes on when the panel is scrolled away; only another question ends it.
    if (!isInSight || width === 0 || !isAskable(panel) || underWay.current?.key === key) return;
    underWay.current?.abort.abort();
    const abort = new AbortController();
    underWay.current = { key, abort };
    setState((before) => ({ ...before, isAsking: true }));
    void askAll({ dashboard: dashboard.uid, panel, range, variables, width }, abort.signal).then((next) => {
      if (!abort.signal.aborted) setState((before) => ({ asked: next.asked ?? before.asked, problem: next.problem, isAsking: false }));
    });
  }, [key, isInSight]);
  useEffect(() => () => underWay.current?.abort.abort(), []);
  return state;
}

const isAskable = ({ targets }: Panel): boolean => (targets?.length ?? 0) > 0;

async function askAll(question: Question, signal: AbortSignal): Promise<{ readonly asked?: readonly Asked[]; readonly problem: Problem | undefined }> {
  const answers = await Promise.all((question.panel.targets ?? []).map((target) => askTarget(question, target, signal)));
  const problem = answers.find((answer) => !answer.ok)?.problem;
  if (problem) return { problem };
  const asked = answers.flatMap((answer) => (answer.ok ? [answer.value] : []));
  return { asked, problem: asked.find((one) => one.problem)?.problem };
}

async function askTarget({ dashboard, panel, range, variables, width }: Question, target: Target, signal: AbortSignal) {
  const step = stepSeconds(range, panel.maxDataPoints ?? width, leastStep(panel, target));
  // Lines are those up to now, not up to the last whole step.
  const { from: start, to: end } = target.instant || panel.type === 'logs' ? range : aligned(range, step);
  const query = { dashboard, panel: panel.id, target: target.refId, start, end, stepSeconds: step, variables };
  const [answer, single] = await Promise.all([askPanel(query, signal), target.exemplar ? askExemplars(query, signal) : NO_EXEMPLARS]);
  if (!answer.ok) return answer;
  const found = single.ok ? { exemplars: single.value.exemplars } : { problem: single.problem };
  return { ok: true, value: { target, answer: answer.value, ...found, range: { from: start, to: end }, stepSeconds: answer.value.stepSeconds } } as const;
}

const NO_EXEMPLARS: Answer<Pick<ExemplarAnswer, 'exemplars'>> = { ok: true, value: { exemplars: [] } };

/** Seconds. */
function leastStep(panel: Panel, target: Target): number {
  const standard = asksLogs(panel) ? LEAST_OF_LOGS_MS : SCRAPE_MS;
  return (durationMs(target.interval ?? panel.interval) ?? standard) / 1000;
}
