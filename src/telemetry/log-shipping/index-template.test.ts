import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { LINE_FIELDS, LOG_FIELDS, SHIPPED_FIELDS } from '../log-fields.js';
import { indexTemplate, TEMPLATE_VERSION } from './index-template.js';
import { labelPolicy } from './label-policy.js';

/** Beginnings of SHA-256 over the templates of all versions. A template that differs needs a new version, or old ones stay. */
const DIGESTS: Readonly<Record<number, string>> = { 1: '2bdd54d4b6c6ab9c', 2: '4a18959679e3cd6e', 3: 'f20c7d90e89ae3e0' };

it('has another version whenever it has changed', () => {
  const digest = createHash('sha256').update(JSON.stringify(indexTemplate())).digest('hex').slice(0, 16);
  expect(digest, 'raise TEMPLATE_VERSION, and add the digest here').toBe(DIGESTS[TEMPLATE_VERSION]);
});

it('has a type for every field, and refuses no line', () => {
  const { mappings, settings } = indexTemplate().template;
  expect(Object.keys(mappings.properties)).toEqual(Object.keys({ ...SHIPPED_FIELDS, ...LINE_FIELDS, ...LOG_FIELDS }));
  expect(mappings.dynamic).toBe(false);
  expect(settings.index.mapping.ignore_malformed).toBe(true);
});

it('keeps every field in the line that is no label, ids above all', () => {
  const { labels, inTheLine } = labelPolicy();
  expect(Object.keys(labels)).toEqual(['job', 'level']);
  expect(inTheLine).toEqual(expect.arrayContaining(['userId', 'idempotencyKey', 'clickId', 'traceId', 'clientIp']));
});
