import type { FastifyPluginCallback } from 'fastify';
import { NO_LIMITS } from '../../src/admission/bucket-limits.js';
import { UNLIMITED_READS } from '../../src/admission/read-limiter.js';
import { CONSOLE_FOLDER } from '../../src/cli/package-folder.js';
import { createApiApp, createBaseApp, type ApiParts, type AppParts } from '../../src/http/app.js';
import { addMetricsRoute } from '../../src/http/routes/health.js';

/** A route as the sources add it; HEAD comes with GET. */
export type DeclaredRoute = { readonly method: string; readonly url: string; readonly scope: string };

/** Takes the place of telemetry, which is registered before any route, and notes those that are added. */
export function noteRoutes(): { readonly telemetry: FastifyPluginCallback; readonly routes: DeclaredRoute[] } {
  const routes: DeclaredRoute[] = [];
  const telemetry: FastifyPluginCallback = (app, _options, done) => {
    app.addHook('onRoute', ({ method, url, config }) => {
      for (const each of [method].flat()) if (each !== 'HEAD') routes.push({ method: each, url, scope: config?.scope ?? 'undeclared' });
    });
    done();
  };
  Object.assign(telemetry, { [Symbol.for('skip-override')]: true });
  return { telemetry, routes };
}

const NOBODY: Omit<AppParts, 'telemetry'> = {
  render: () => Promise.resolve({ contentType: 'text/plain', body: '' }),
  health: { whyNotReady: () => Promise.resolve(undefined) },
  reportFault: () => undefined,
  metricsAccess: 'token',
  verifyToken: () => ({ kind: 'rejected', reason: 'malformed' }),
};

/** The routes of each process, with metrics that ask for a token. Nothing is listened to, and no route is asked. */
export async function routesOfProcesses(): Promise<Readonly<Record<'api' | 'worker' | 'exporter', readonly DeclaredRoute[]>>> {
  const [api, worker, exporter] = [noteRoutes(), noteRoutes(), noteRoutes()];
  const ofExporter = createBaseApp({ ...NOBODY, ...exporter });
  ofExporter.register((routes, _options, done) => {
    addMetricsRoute(routes, NOBODY.render, 'token', '/metrics');
    done();
  });
  // Admission and ledger are for the handlers, and none runs.
  const parts = { ...NOBODY, ...api, limits: NO_LIMITS, readLimiter: UNLIMITED_READS, admin: {}, found: { queue: {} }, measured: {}, consoleFolder: CONSOLE_FOLDER, runbooks: new Map(), problemPages: new Map() } as unknown as ApiParts;
  for (const app of [createApiApp(parts), createBaseApp({ ...NOBODY, ...worker }), ofExporter]) {
    await app.ready();
    await app.close();
  }
  return { api: api.routes, worker: worker.routes, exporter: exporter.routes };
}
