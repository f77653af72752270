import { isUtf8 } from 'node:buffer';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ProblemError } from '../problems.js';

/** A character set that is named and is not the one of JSON. */
const OTHER_CHARSET = /;\s*charset\s*=(?!\s*"?utf-8"?\s*(?:;|$))/i;

/** Takes JSON bodies only, as they are and in UTF-8, and an empty body for none, whatever the Content-Type says. */
export function acceptJsonBodies(app: FastifyInstance): void {
  const parseJson = app.getDefaultJsonParser('error', 'error');
  app.removeAllContentTypeParsers();
  app.addContentTypeParser<Buffer>('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    const detail = whyNotAsItIs(request);
    if (detail !== undefined) return done(new ProblemError('unsupported-media-type', { detail }, { 'accept-encoding': 'identity' }));
    if (body.length === 0) return done(null, undefined);
    // Decoding would put U+FFFD in place of what is no UTF-8: the body would be another than the one that was sent.
    if (!isUtf8(body)) return done(new ProblemError('invalid-request', { detail: 'the body is not UTF-8' }));
    return parseJson(request, body.toString(), done);
  });
}

function whyNotAsItIs({ headers }: FastifyRequest): string | undefined {
  const { 'content-encoding': encoding = 'identity', 'content-type': type = '' } = headers;
  if (encoding.toLowerCase() !== 'identity') return 'send the body as it is, without Content-Encoding';
  return OTHER_CHARSET.test(type) ? 'send the body in UTF-8' : undefined;
}
