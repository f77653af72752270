import { LINE_FIELDS, LOG_FIELDS, SHIPPED_FIELDS, type FieldStorage } from '../log-fields.js';

export const INDEX_PREFIX = 'mining-click-';
export const TEMPLATE_NAME = 'mining-click';
/** To be raised with every change of the template: an older one is replaced at the start of a process. */
export const TEMPLATE_VERSION = 3;

/** A longer value is kept with its document and not searched for; Elasticsearch refuses one of 32 KiB altogether. */
const MOST_KEYWORD_CHARACTERS = 1024;

const PROPERTIES: Readonly<Record<FieldStorage, object>> = {
  keyword: { type: 'keyword', ignore_above: MOST_KEYWORD_CHARACTERS },
  text: { type: 'text', fields: { keyword: { type: 'keyword', ignore_above: MOST_KEYWORD_CHARACTERS } } },
  stored: { type: 'text', index: false },
  integer: { type: 'integer' },
  long: { type: 'long' },
  float: { type: 'float' },
  ip: { type: 'ip' },
  date: { type: 'date' },
};

/**
 * Elasticsearch's index template for `mining-click-*`: a type for every field, and no line refused for a field that it
 * does not know or whose value does not fit.
 */
export function indexTemplate() {
  const fields = Object.entries({ ...SHIPPED_FIELDS, ...LINE_FIELDS, ...LOG_FIELDS });
  return {
    index_patterns: [`${INDEX_PREFIX}*`],
    version: TEMPLATE_VERSION,
    priority: 200,
    template: {
      settings: { index: { auto_expand_replicas: '0-1', mapping: { ignore_malformed: true } } },
      mappings: { dynamic: false, properties: Object.fromEntries(fields.map(([name, { storage }]) => [name, PROPERTIES[storage]])) },
    },
    _meta: { description: 'Log lines of mining-clicks; made from src/telemetry/log-fields.ts' },
  };
}
