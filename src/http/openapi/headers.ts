import { statusUrlOf } from '../click-answer.js';
import { EXAMPLE_CLICK_ID, EXAMPLE_KEY } from './examples.js';

/** A header of a request or an answer, as the document describes it. */
export type HeaderDescription = { readonly description: string; readonly schema: object; readonly example: string | number };

const TEXT = { type: 'string' };
const COUNT = { type: 'integer', minimum: 0 };
const KEY = '[A-Za-z0-9_-]{8,64}';

/** Headers that answers carry, but for those of every HTTP answer. */
export const ANSWER_HEADERS = {
  Location: { description: "Address of the click's status", schema: { type: 'string', format: 'uri-reference' }, example: statusUrlOf(EXAMPLE_CLICK_ID) },
  'Idempotency-Key': { description: 'The key that was understood, without quotes', schema: { type: 'string', pattern: `^${KEY}$` }, example: EXAMPLE_KEY },
  'Idempotency-Replayed': { description: 'This key was accepted before with the same body', schema: { type: 'string', enum: ['true'] }, example: 'true' },
  'X-Queue-Depth': { description: 'Clicks that were accepted and not finished when this one was decided on', schema: COUNT, example: 1 },
  'Retry-After': { description: 'Seconds to wait before the next attempt, with some chance in them; never earlier than the `t` of RateLimit', schema: { type: 'integer', minimum: 1 }, example: 2 },
  'RateLimit-Policy': { description: 'The policies with a rate, as a list of structured fields (RFC 9651): `q` clicks at once at most, filled again in `w` seconds', schema: TEXT, example: '"user";q=10;w=2' },
  RateLimit: { description: 'What is left of a policy: `r` clicks now, another in `t` seconds', schema: TEXT, example: '"user";r=9;t=1' },
  'WWW-Authenticate': { description: 'Bearer tokens are taken here (RFC 6750)', schema: TEXT, example: 'Bearer' },
  'Accept-Encoding': { description: 'Encodings of a body that are taken: none (RFC 9110, section 12.5.3)', schema: TEXT, example: 'identity' },
  Allow: { description: 'Methods that this address knows', schema: TEXT, example: 'GET, HEAD' },
} satisfies Readonly<Record<string, HeaderDescription>>;

export type HeaderName = keyof typeof ANSWER_HEADERS;

/** Headers that requests may carry, besides Authorization. */
export const REQUEST_HEADERS = {
  'Idempotency-Key': {
    description: 'The name that the client gives to the click, one of its own for each; bare or in double quotes. Sent again with the same body it means the same click',
    schema: { type: 'string', pattern: `^(${KEY}|"${KEY}")$` },
    example: EXAMPLE_KEY,
    required: true,
  },
  traceparent: {
    description: "W3C trace context of the client; log lines and spans of the request then belong to its trace. One that is not valid is passed over",
    schema: TEXT,
    example: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
    required: false,
  },
} satisfies Readonly<Record<string, HeaderDescription & { readonly required: boolean }>>;

export type RequestHeaderName = keyof typeof REQUEST_HEADERS;
