import { readFileSync } from 'node:fs';
import type { SettingNotes } from './setting.js';

/** The environment, or anything like it. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Where the value of a setting came from. */
export type Origin = 'default' | 'environment' | `file ${string}`;

export type Variable =
  | { readonly kind: 'given'; readonly value: string; readonly origin: Origin }
  | { readonly kind: 'absent' }
  | { readonly kind: 'faulty'; readonly fault: string };

/** Whether a setting can be read from the file that the variable `<name>_FILE` names: what should not stand in an environment. */
export function canBeInFile({ secret, address }: SettingNotes): boolean {
  return secret === true || address === true;
}

export const fileVariableOf = (name: string): string => `${name}_FILE`;

/** Whether a setting is in the environment, in either form. */
export function isGiven(env: Environment, name: string): boolean {
  return Boolean(env[name]) || Boolean(env[fileVariableOf(name)]);
}

/** Reads a variable, or the file that is named in its place. An empty variable counts as none. */
export function readVariable(env: Environment, name: string, notes: SettingNotes): Variable {
  const value = env[name];
  const file = canBeInFile(notes) ? env[fileVariableOf(name)] : undefined;
  if (value && file) return { kind: 'faulty', fault: `${name} and ${fileVariableOf(name)} are both set: set one of the two` };
  if (value) return { kind: 'given', value, origin: 'environment' };
  return file ? readFrom(file, fileVariableOf(name)) : { kind: 'absent' };
}

/** One line break at the end belongs to the file, not to the value. */
function readFrom(file: string, variable: string): Variable {
  try {
    const value = readFileSync(file, 'utf8').replace(/\r?\n$/, '');
    if (value === '') return { kind: 'faulty', fault: `${variable} is "${file}": the file is empty` };
    return { kind: 'given', value, origin: `file ${file}` };
  } catch (fault) {
    return { kind: 'faulty', fault: `${variable} is "${file}": it cannot be read (${(fault as NodeJS.ErrnoException).code ?? 'unknown'})` };
  }
}

const HIDDEN = '***';
/** Parameters of an address that may be secret, as `password` or `proxyPassword`. */
const SECRET_PARAMETER = /([?&][^=&]*(?:pass|secret|token|key)[^=&]*=)[^&]*/gi;

/** A value as it may be shown. Of an address the user goes with the password, for a token may stand in its place. */
export function showValue(value: string, { secret, address }: SettingNotes): string {
  if (secret || (address && !/^[\w+.-]+:\/\//.test(value))) return HIDDEN;
  return value.replace(/\/\/.*@/, `//${HIDDEN}@`).replace(SECRET_PARAMETER, `$1${HIDDEN}`);
}
