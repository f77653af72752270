import { useEffect, useState } from 'preact/hooks';
import type { VariableChoice } from '../../../src/console/measured.ts';
import type { Mark } from '../charts/time-series-option.ts';
import { askMarks } from './ask-panels.ts';
import type { Annotation, Dashboard } from './dashboard-json.ts';
import { marksOf } from './marks.ts';
import { aligned, stepSeconds } from './step.ts';
import { durationMs, type Range } from './time-range.ts';
import { sentChoices } from './variables.ts';

export const annotationsOf = ({ annotations }: Dashboard): readonly Annotation[] => (annotations?.list ?? []).filter(({ enable, expr }) => enable && expr !== undefined);

export type Marks = { readonly marks: readonly Mark[]; /** Why there may be more than are drawn. */ readonly problem: string | undefined };
const NO_MARKS: Marks = { marks: [], problem: undefined };
/** Marks need no more places than these. */
const MOST_STEPS = 500;

/** What the dashboard marks in all its charts: alerts that fired, processes that started. */
export function useMarks(dashboard: Dashboard, range: Range, choices: VariableChoice, shown: ReadonlySet<string>): Marks {
  const [marks, setMarks] = useState(NO_MARKS);
  const variables = sentChoices(dashboard.templating?.list ?? [], choices);
  useEffect(() => {
    const abort = new AbortController();
    const asked = annotationsOf(dashboard).filter(({ name }) => shown.has(name));
    void Promise.all(
      asked.map(async (annotation) => {
        const step = stepSeconds(range, MOST_STEPS, (durationMs(annotation.step) ?? 15_000) / 1000);
        const { from: start, to: end } = aligned(range, step);
        const answer = await askMarks({ dashboard: dashboard.uid, annotation: annotation.name, start, end, stepSeconds: step, variables }, abort.signal);
        return answer.ok ? { marks: marksOf(annotation, answer.value, range) } : { marks: [], problem: `${annotation.name}: ${answer.problem.detail ?? answer.problem.title}` };
      }),
    ).then((answers) => {
      if (!abort.signal.aborted) setMarks({ marks: answers.flatMap((answer) => answer.marks), problem: answers.find((answer) => 'problem' in answer)?.problem });
    });
    return () => abort.abort();
  }, [dashboard, range.from, range.to, JSON.stringify(variables), [...shown].join()]);
  return marks;
}
