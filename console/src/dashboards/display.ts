import { formatOf } from '../charts/units.ts';
import type { FieldDefaults, Link, MappedValue, Mapping, Override, Panel, ThresholdStep } from './dashboard-json.ts';

/** How one series or column looks: the panel's defaults with the overrides that match it. */
export type Field = FieldDefaults & {
  readonly color?: { readonly mode: string; readonly fixedColor?: string };
  readonly links?: readonly Link[];
  readonly custom?: FieldDefaults['custom'] & { readonly cellOptions?: { readonly type: string } };
};

export type Named = { readonly name: string; readonly type: 'number' | 'string' | 'time' };

export function fieldOf({ fieldConfig }: Panel, named: Named): Field {
  const overrides = (fieldConfig?.overrides ?? []).filter((override) => matches(override, named));
  return overrides.flatMap(({ properties }) => properties).reduce<Field>((field, { id, value }) => withProperty(field, id.split('.'), value) as Field, fieldConfig?.defaults ?? {});
}

function matches({ matcher }: Override, { name, type }: Named): boolean {
  if (matcher.id === 'byName') return matcher.options === name;
  if (matcher.id === 'byType') return matcher.options === type;
  return matcher.id === 'byRegexp' && new RegExp(`^${matcher.options}$`).test(name);
}

function withProperty(field: object, [first, ...rest]: readonly string[], value: unknown): object {
  if (first === undefined) return field;
  const inner = (field as Record<string, object | undefined>)[first];
  return { ...field, [first]: rest.length === 0 ? value : withProperty(inner ?? {}, rest, value) };
}

/** The colour of the last step that the value reaches. */
export function thresholdColor(steps: readonly ThresholdStep[] | undefined, value: number): string | undefined {
  return steps?.findLast((step) => step.value === null || value >= step.value)?.color;
}

/** A number as the panel shows it; `color` by its name in the JSON. */
export type Shown = { readonly text: string; readonly color?: string };

export function show(field: Field, value: number | null): Shown {
  const isMissing = value === null || Number.isNaN(value);
  const mapped = mappedValue(field.mappings ?? [], value, isMissing);
  const color = mapped?.color ?? (isMissing ? undefined : thresholdColor(field.thresholds?.steps, value));
  const text = mapped?.text ?? (isMissing ? (field.noValue ?? 'No data') : formatOf(field.unit)(value, field.decimals));
  return { text, ...(color !== undefined && { color }) };
}

function mappedValue(mappings: readonly Mapping[], value: number | null, isMissing: boolean): MappedValue | undefined {
  for (const mapping of mappings) {
    if (mapping.type === 'special' && mapping.options.match === 'null+nan' && isMissing) return mapping.options.result;
    if (mapping.type === 'value' && !isMissing) {
      const found = mapping.options[String(value)];
      if (found) return found;
    }
  }
  return undefined;
}

type Calculation = { readonly title: string; readonly of: (values: readonly number[]) => number | null };

/** By their names in the JSON, with the titles of the legend's columns. Of values that are there. */
export const CALCULATIONS: Readonly<Record<string, Calculation>> = {
  lastNotNull: { title: 'Last *', of: (values) => values.at(-1) ?? null },
  max: { title: 'Max', of: (values) => (values.length === 0 ? null : values.reduce((one, other) => Math.max(one, other))) },
};

export function calculate(id: string, values: readonly (number | null)[]): number | null {
  return CALCULATIONS[id]?.of(values.filter((value): value is number => value !== null && !Number.isNaN(value))) ?? null;
}
