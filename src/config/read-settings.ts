import type { Static, TObject, TProperties } from 'typebox';
import { Value } from 'typebox/value';

/** The environment, or anything like it. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Settings that cannot be used; the message has a line for each fault. */
export class ConfigError extends Error {
  readonly code = 'CONFIG_INVALID';

  constructor(faults: readonly string[]) {
    super(faults.join('\n'));
    this.name = 'ConfigError';
  }
}

/**
 * Reads the variables that a schema names, with its defaults; an empty variable counts as none. `findMore` tells of
 * settings that do not go together.
 *
 * @throws ConfigError with every fault at once.
 */
export function readSettings<P extends TProperties>(
  schema: TObject<P>,
  env: Environment,
  findMore: (settings: Static<TObject<P>>) => readonly string[] = () => [],
): Readonly<Static<TObject<P>>> {
  const given = Object.fromEntries(
    Object.keys(schema.properties).flatMap((name) => (env[name] ? [[name, env[name]] as const] : [])),
  );
  const settings = Value.Default(schema, Value.Convert(schema, given));
  const found = Object.keys(schema.properties).flatMap((name) => faultOf(schema, settings, env, name));
  const faults = [...found, ...findMore(settings as Static<TObject<P>>)];
  if (faults.length > 0) throw new ConfigError(faults);
  return Object.freeze(settings as Static<TObject<P>>);
}

function faultOf<P extends TProperties>(schema: TObject<P>, settings: unknown, env: Environment, name: string): string[] {
  const property = schema.properties[name as keyof P] as unknown as { description?: string; secret?: boolean };
  const faults = [...Value.Errors(schema, settings)].filter(
    (fault) => fault.instancePath === `/${name}` || (fault.instancePath === '' && isMissing(fault, name)),
  );
  const [fault] = faults;
  if (!fault) return [];
  const value = env[name] ? (property.secret ? 'is not valid' : `is "${env[name]}"`) : 'is not set';
  return [`${name} ${value}: ${fault.message}${property.description ? ` (${property.description})` : ''}`];
}

function isMissing(fault: { params?: unknown }, name: string): boolean {
  const { requiredProperties = [] } = (fault.params ?? {}) as { requiredProperties?: string[] };
  return requiredProperties.includes(name);
}
