import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { ProblemError } from '../problems.js';

/** Nothing but what this process serves, no script or style in the page itself, and no text that becomes a script. */
export const CONSOLE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self' data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types default dompurify',
].join('; ');

const ALWAYS = { 'content-security-policy': CONSOLE_POLICY, 'referrer-policy': 'no-referrer', 'cross-origin-opener-policy': 'same-origin' };
/** Their names hold a hash of what is in them. */
const ASSETS = { 'cache-control': 'public, max-age=31536000, immutable' };

/** Where the page finds its views: each has an address of its own, and the page reads it. */
const VIEWS = ['/console/', '/console/:view', '/console/:view/:item'] as const;

/**
 * `/console/`: the page, for everybody; it holds no datum, and what it asks for needs a token of the scope `admin`.
 *
 * @param folder of the built page, with index.html and assets/
 */
export function addConsolePage(app: FastifyInstance, folder: string): void {
  app.register(fastifyStatic, { root: folder, serve: false, cacheControl: false });
  const config = { scope: 'none', isPage: true } as const;
  const sendPage = (_request: unknown, reply: FastifyReply) => reply.headers(ALWAYS).sendFile('index.html');
  app.get('/console', { config }, (_request, reply) => reply.redirect('/console/', 308));
  for (const view of VIEWS) app.get(view, { config }, sendPage);
  const assets = listAssets(folder);
  app.get<{ Params: { file: string } }>('/console/assets/:file', { config }, ({ params: { file } }, reply) => {
    // Of another version, perhaps: no cache may keep that it is not here.
    if (!assets.has(file)) throw new ProblemError('route-not-found', { detail: 'there is no file of this name' });
    return reply.headers({ ...ALWAYS, ...ASSETS }).sendFile(`assets/${file}`);
  });
}

/** They change with the version only, which is as old as the process. */
function listAssets(folder: string): ReadonlySet<string> {
  const assets = join(folder, 'assets');
  return new Set(existsSync(assets) ? readdirSync(assets) : []);
}
