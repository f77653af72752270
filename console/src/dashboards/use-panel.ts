import { useEffect, useRef, useState } from 'preact/hooks';
import type { Problem } from '../api/ask.ts';
import type { VariableChoice } from '../../../src/console/measured.ts';
import { askPanel } from './ask-panels.ts';
import type { Panel, Target } from './dashboard-json.ts';
import { useScope } from './dashboard-scope.ts';
import type { Asked } from './series.ts';
import { aligned, stepSeconds } from './step.ts';
import { durationMs, type Range } from './time-range.ts';
import { sentChoices } from './variables.ts';

/** As Grafana's data source is told: how often Prometheus asks the processes. */
const SCRAPE_MS = 5000;

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

export const isAskable = ({ datasource, targets }: Panel): boolean => datasource?.type === 'prometheus' && (targets?.length ?? 0) > 0;

async function askAll(question: Question, signal: AbortSignal): Promise<{ readonly asked?: readonly Asked[]; readonly problem: Problem | undefined }> {
  const answers = await Promise.all((question.panel.targets ?? []).map((target) => askTarget(question, target, signal)));
  const problem = answers.find((answer) => !answer.ok)?.problem;
  return problem ? { problem } : { asked: answers.flatMap((answer) => (answer.ok ? [answer.value] : [])), problem: undefined };
}

async function askTarget({ dashboard, panel, range, variables, width }: Question, target: Target, signal: AbortSignal) {
  const least = (durationMs(target.interval ?? panel.interval) ?? SCRAPE_MS) / 1000;
  const step = stepSeconds(range, panel.maxDataPoints ?? width, least);
  const { from: start, to: end } = target.instant ? range : aligned(range, step);
  const answer = await askPanel({ dashboard, panel: panel.id, target: target.refId, start, end, stepSeconds: step, variables }, signal);
  if (!answer.ok) return answer;
  return { ok: true, value: { target, answer: answer.value, range: { from: start, to: end }, stepSeconds: answer.value.stepSeconds } } as const;
}
