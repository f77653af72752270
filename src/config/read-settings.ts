import type { Static, TObject, TProperties } from 'typebox';
import { Value } from 'typebox/value';
import type { SettingNotes } from './setting.js';
import { findUnknownSettings } from './unknown-settings.js';
import { canBeInFile, readVariable, type Environment, type Origin, type Variable } from './variables.js';

export type { Environment } from './variables.js';

/** Settings that cannot be used; the message has a line for each fault. */
export class ConfigError extends Error {
  readonly code = 'CONFIG_INVALID';

  constructor(faults: readonly string[]) {
    super(faults.join('\n'));
    this.name = 'ConfigError';
  }
}

/** The settings of one process or command. */
export type SettingsPlan<P extends TProperties> = {
  readonly schema: TObject<P>;
  /** What does not go together. Values may be of any kind: they are judged one by one at the same time. */
  readonly findFaults?: (settings: Static<TObject<P>>) => readonly string[];
  /** What is good enough for a laptop only: refused where NODE_ENV is `production`. */
  readonly findInsecure?: (settings: Static<TObject<P>>) => readonly string[];
};

type Reading = {
  /** As text, with defaults. */
  readonly settings: unknown;
  readonly variables: ReadonlyMap<string, Variable>;
  readonly faults: readonly string[];
};

/**
 * Reads the variables that a plan names, or the files named in their place, with its defaults.
 *
 * @throws ConfigError with every fault at once.
 */
export function readSettings<P extends TProperties>(plan: SettingsPlan<P>, env: Environment): Readonly<Static<TObject<P>>> {
  const { settings, faults } = read(plan, env);
  if (faults.length > 0) throw new ConfigError(faults);
  return Object.freeze(settings as Static<TObject<P>>);
}

export type ExplainedSetting = { readonly name: string; readonly value: string | undefined; readonly origin: Origin; readonly notes: SettingNotes };

/** Every setting with its value, good or not, and where it came from; and what is wrong. */
export function explainSettings<P extends TProperties>(
  plan: SettingsPlan<P>,
  env: Environment,
): { readonly settings: readonly ExplainedSetting[]; readonly faults: readonly string[] } {
  const { settings, variables, faults } = read(plan, env);
  const explained = Object.entries(settings as Record<string, unknown>).map(([name, value]) => {
    const variable = variables.get(name);
    const origin = variable?.kind === 'given' ? variable.origin : 'default';
    return { name, value: String(value), origin, notes: plan.schema.properties[name] as SettingNotes };
  });
  const unset = Object.keys(plan.schema.properties).filter((name) => !explained.some((setting) => setting.name === name));
  const all = [...explained, ...unset.map((name) => ({ name, value: undefined, origin: 'default' as const, notes: {} }))];
  const order = Object.keys(plan.schema.properties);
  return { settings: all.sort((one, other) => order.indexOf(one.name) - order.indexOf(other.name)), faults };
}

function read<P extends TProperties>({ schema, findFaults, findInsecure }: SettingsPlan<P>, env: Environment): Reading {
  const names = Object.keys(schema.properties);
  const variables = new Map(names.map((name) => [name, readVariable(env, name, notesOf(schema, name))]));
  const given = names.flatMap((name) => {
    const variable = variables.get(name);
    return variable?.kind === 'given' ? [[name, variable.value] as const] : [];
  });
  const settings = Value.Default(schema, Value.Convert(schema, Object.fromEntries(given))) as Static<TObject<P>>;
  const isProduction = env['NODE_ENV'] === 'production';
  const faults = [
    ...names.flatMap((name) => faultOf(schema, settings, name, variables.get(name))),
    ...(findFaults?.(settings) ?? []),
    ...(isProduction ? (findInsecure?.(settings) ?? []).map((fault) => `${fault} (refused because NODE_ENV is production)`) : []),
    ...findUnknownSettings(env),
  ];
  return { settings, variables, faults };
}

function faultOf<P extends TProperties>(schema: TObject<P>, settings: unknown, name: string, variable?: Variable): string[] {
  if (variable?.kind === 'faulty') return [variable.fault];
  const notes = notesOf(schema, name);
  const [fault] = [...Value.Errors(schema, settings)].filter(
    (each) => each.instancePath === `/${name}` || (each.instancePath === '' && isMissing(each, name)),
  );
  if (!fault) return [];
  const shown = canBeInFile(notes) ? 'is not valid' : `is "${variable?.kind === 'given' ? variable.value : ''}"`;
  return [`${name} ${variable?.kind === 'given' ? shown : 'is not set'}: ${fault.message}${notes.description ? ` (${notes.description})` : ''}`];
}

function notesOf<P extends TProperties>(schema: TObject<P>, name: string): SettingNotes {
  return schema.properties[name as keyof P] as unknown as SettingNotes;
}

function isMissing(fault: { params?: unknown }, name: string): boolean {
  const { requiredProperties = [] } = (fault.params ?? {}) as { requiredProperties?: string[] };
  return requiredProperties.includes(name);
}
