import Fastify, { type FastifyInstance, type FastifyPluginCallback } from 'fastify';
import type { Admission } from '../admission/admission.js';
import type { BucketLimits } from '../admission/bucket-limits.js';
import type { FindClickStatus } from '../ledger/find-click-status.js';
import type { LedgerReader } from '../ledger/ledger.js';
import { answerBrokenRequest, answerUnroutable, watchForOddRequests } from './broken-request.js';
import { createErrorHandler, type ReportFault } from './error-handler.js';
import { acceptJsonBodies } from './plugins/json-body.js';
import { refuseUnknownQueries } from './plugins/known-queries.js';
import { answerUnknownRoutes } from './plugins/method-not-allowed.js';
import { refuseAmbiguousRequests } from './plugins/one-meaning.js';
import { addHealthRoutes, addMetricsRoute, type HealthChecks, type RenderMetrics } from './routes/health.js';
import { addMiningRoutes } from './routes/mining.js';
import { addRunbookRoute, type Runbooks } from './routes/runbooks.js';
import { createTraceIds } from './trace-id.js';
import type { VerifyToken } from './verify-token.js';

export type AppParts = {
  /** Wraps every request; registered before any route. */
  readonly telemetry: FastifyPluginCallback;
  readonly render: RenderMetrics;
  readonly health: HealthChecks;
  readonly reportFault: ReportFault;
};

export type ApiParts = AppParts & {
  readonly admission: Admission;
  readonly findClickStatus: FindClickStatus;
  readonly ledger: LedgerReader;
  readonly verifyToken: VerifyToken;
  readonly limits: BucketLimits;
  readonly runbooks: Runbooks;
};

const BODY_LIMIT_BYTES = 16 * 1024;
const HEADER_LIMIT_BYTES = 8 * 1024;
const REQUEST_TIMEOUT_MS = 10_000;
/** A connection on which nothing moves, as of a client that does not read its answers; longer than a request may take. */
const STALL_TIMEOUT_MS = 12_000;

/** What every process serves: health, metrics, and problems for all that goes wrong. */
export function createBaseApp({ telemetry, render, health, reportFault }: AppParts): FastifyInstance {
  const app = Fastify({
    logger: false,
    bodyLimit: BODY_LIMIT_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MS,
    connectionTimeout: STALL_TIMEOUT_MS,
    http: { maxHeaderSize: HEADER_LIMIT_BYTES, headersTimeout: REQUEST_TIMEOUT_MS, connectionsCheckingInterval: 1000, requireHostHeader: false },
    forceCloseConnections: 'idle',
    // While it closes, requests on open connections get the answers that they would get: see `draining`.
    return503OnClosing: false,
    clientErrorHandler: answerBrokenRequest,
    frameworkErrors: answerUnroutable,
    // Longer than any path may be: what is too long for an id is answered by its route.
    routerOptions: { maxParamLength: HEADER_LIMIT_BYTES },
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false, useDefaults: false } },
  });
  const traceIdOf = createTraceIds();
  app.decorateRequest('clickLog');
  app.addHook('onRequest', (request, _reply, next) => {
    request.clickLog = { traceId: traceIdOf(request.headers.traceparent) };
    next();
  });
  app.register(telemetry);
  watchForOddRequests(app.server);
  refuseAmbiguousRequests(app);
  refuseUnknownQueries(app, '/api/mining/');
  app.setErrorHandler(createErrorHandler(reportFault));
  acceptJsonBodies(app);
  answerUnknownRoutes(app);
  app.register((routes, _options, done) => {
    addHealthRoutes(routes, health);
    addMetricsRoute(routes, render);
    done();
  });
  return app;
}

/** The click API. */
export function createApiApp(parts: ApiParts): FastifyInstance {
  const app = createBaseApp(parts);
  app.register((routes, _options, done) => {
    addMiningRoutes(routes, parts);
    addRunbookRoute(routes, parts.runbooks);
    done();
  });
  return app;
}
