import { BigValueColorMode, BigValueGraphMode, BigValueTextMode, ReduceDataOptionsBuilder } from '@grafana/grafana-foundation-sdk/common';
import { MappingType, SpecialValueMatch, type ValueMapping } from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/stat';
import { DATA_SOURCE, describePanel, now, planPanel, steps, type PanelPlan, type PanelText, type Query, type Size, type Step } from './panel.js';

export type Stat = PanelText &
  Size & {
    readonly queries: readonly Query[];
    readonly unit: string;
    readonly decimals?: number;
    readonly min?: number;
    readonly max?: number;
    /** The colour below all steps. */
    readonly base?: string;
    readonly steps: readonly Step[];
    /** Words for single values. */
    readonly words?: Readonly<Record<number, { readonly text: string; readonly color: string }>>;
    /** What it says when there is no value, or none that is a number. */
    readonly noValue: string;
  };

/** The value of now, large; each query is asked for one instant, so that nothing old is shown as if it still held. */
export function stat(plan: Stat): PanelPlan {
  return planPanel(plan, { width: plan.width ?? 6, height: plan.height ?? 4 }, () => {
    const panel = new PanelBuilder()
      .title(plan.title)
      .description(describePanel(plan))
      .datasource(DATA_SOURCE)
      .unit(plan.unit)
      .thresholds(steps(plan.steps, plan.base))
      .reduceOptions(new ReduceDataOptionsBuilder().calcs(['lastNotNull']).values(false))
      .colorMode(BigValueColorMode.Background)
      .graphMode(BigValueGraphMode.None)
      .textMode(BigValueTextMode.Auto)
      .noValue(plan.noValue)
      .mappings(mappings(plan));
    for (const query of plan.queries) panel.withTarget(now(query));
    if (plan.decimals !== undefined) panel.decimals(plan.decimals);
    if (plan.min !== undefined) panel.min(plan.min);
    if (plan.max !== undefined) panel.max(plan.max);
    return panel;
  });
}

function mappings({ noValue, words }: Stat): ValueMapping[] {
  const none: ValueMapping = {
    type: MappingType.SpecialValue,
    options: { match: SpecialValueMatch.NullAndNan, result: { text: noValue, color: 'text' } },
  };
  return words === undefined ? [none] : [none, { type: MappingType.ValueToText, options: { ...words } }];
}
