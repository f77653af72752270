import { createHmac } from 'node:crypto';
import { LOG_FIELDS, type FieldPrivacy, type LogField, type LogFields } from './log-fields.js';
import { shortenAddress } from './shorten-address.js';

export type LogPrivacy = {
  /** Key with which ids are hashed; they stand in clear when it is missing. */
  readonly idsSecret?: string | undefined;
  readonly ip: 'full' | 'shortened' | 'none';
};

type Protect = (value: string) => string | null;

/** 128 bits: enough that no two ids share a hash, and as short as a trace id. */
const HASH_DIGITS = 32;
const QUOTED = /"([^"\\]{1,256})"|'([^'\\]{1,256})'/g;

/**
 * What is done with the fields of every line before it is written. The same id gives the same hash, so lines of one user
 * are still found together. A click id stays: it names a click, not a person, and only who knows both the user and the
 * key can make it.
 */
export function createFieldProtector({ idsSecret, ip }: LogPrivacy): (fields: LogFields) => LogFields {
  const protections: Partial<Record<FieldPrivacy, Protect>> = {};
  if (idsSecret !== undefined) {
    const hash = (value: string) => createHmac('sha256', idsSecret).update(value).digest('hex').slice(0, HASH_DIGITS);
    protections.id = hash;
    protections.message = (text) => text.replace(QUOTED, (_quoted, first?: string, second?: string) => `"${hash(first ?? second ?? '')}"`);
  }
  if (ip !== 'full') protections.address = ip === 'none' ? () => null : shortenAddress;
  const fields = Object.entries(LOG_FIELDS).flatMap(([name, { privacy }]) => {
    const protect = privacy && protections[privacy];
    return protect ? [[name as LogField, protect] as const] : [];
  });
  return fields.length === 0 ? (line) => line : (line) => protectFields(line, fields);
}

function protectFields(line: LogFields, fields: readonly (readonly [LogField, Protect])[]): LogFields {
  const copy: Record<string, unknown> = { ...line };
  for (const [name, protect] of fields) {
    const value = line[name];
    if (typeof value === 'string') copy[name] = protect(value);
  }
  return copy as LogFields;
}
