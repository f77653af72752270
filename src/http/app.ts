import Fastify, { type FastifyInstance, type FastifyPluginCallback, type FastifyRequest } from 'fastify';
import type { Admission } from '../admission/admission.js';
import type { BucketLimits } from '../admission/bucket-limits.js';
import type { ReadLimiter } from '../admission/read-limiter.js';
import type { FoundParts } from '../console/found.js';
import type { Measured } from '../console/measured.js';
import type { FindClickStatus } from '../ledger/find-click-status.js';
import type { LedgerReader } from '../ledger/ledger.js';
import { answerBrokenRequest, watchForOddRequests } from './broken-request.js';
import { STANDARD_EDGE, type EdgeOptions } from './edge-options.js';
import { createErrorHandler, type ReportFault } from './error-handler.js';
import { allowBrowsers } from './plugins/allow-browsers.js';
import { acceptJsonBodies } from './plugins/json-body.js';
import { refuseUnknownQueries } from './plugins/known-queries.js';
import { limitRequestsPerConnection } from './plugins/limit-requests.js';
import { answerUnknownRoutes, toRoutableUrl } from './plugins/method-not-allowed.js';
import { refuseAmbiguousRequests } from './plugins/one-meaning.js';
import { refuseOverload } from './plugins/refuse-overload.js';
import { requireScopes } from './plugins/require-scopes.js';
import { addSecurityHeaders } from './plugins/security-headers.js';
import { addAdminRoutes, type AdminParts } from './routes/admin.js';
import { addFoundRoutes } from './routes/console/found.js';
import { addMeasuredRoutes } from './routes/console/measured.js';
import { addConsolePage } from './routes/console-page.js';
import { addHealthRoutes, addMetricsRoute, type HealthChecks, type RenderMetrics } from './routes/health.js';
import { addMiningRoutes } from './routes/mining.js';
import { addOpenApiRoute } from './routes/openapi.js';
import { addProblemRoute, addRunbookRoute, type Pages } from './routes/pages.js';
import { createTraceIds } from './trace-id.js';
import type { TokenRejection } from './token-rejections.js';
import type { VerifyToken } from './verify-token.js';

/** Who may read the metrics of a server: everybody, whoever has a token for it, or nobody, since they are elsewhere. */
export type MetricsAccess = 'open' | 'token' | 'elsewhere';

export type AppParts = {
  /** Wraps every request; registered before any route. */
  readonly telemetry: FastifyPluginCallback;
  readonly render: RenderMetrics;
  readonly health: HealthChecks;
  readonly reportFault: ReportFault;
  /** Open when not said. */
  readonly metricsAccess?: MetricsAccess;
  /** Needed where any route asks for a token. */
  readonly verifyToken?: VerifyToken | undefined;
  /** Told of every request that is refused for its token. */
  readonly onTokenRejected?: (reason: TokenRejection) => void;
  readonly edge?: Partial<EdgeOptions>;
  /** Told of every connection that is closed because there are too many. */
  readonly onConnectionDropped?: () => void;
};

export type ApiParts = AppParts & {
  readonly admission: Admission;
  readonly findClickStatus: FindClickStatus;
  readonly ledger: LedgerReader;
  readonly verifyToken: VerifyToken;
  readonly limits: BucketLimits;
  readonly readLimiter: ReadLimiter;
  readonly admin: AdminParts;
  readonly found: FoundParts;
  readonly measured: Measured;
  /** Of the built console, with its index.html. */
  readonly consoleFolder: string;
  readonly runbooks: Pages;
  readonly problemPages: Pages;
  /** Told of every request that is refused because the process has too much to do. */
  readonly onOverloaded?: (request: FastifyRequest) => void;
};

const BODY_LIMIT_BYTES = 16 * 1024;
const HEADER_LIMIT_BYTES = 8 * 1024;
const REQUEST_TIMEOUT_MS = 10_000;
/** A connection on which nothing moves, as of a client that does not read its answers; longer than a request may take. */
const STALL_TIMEOUT_MS = 12_000;
const ignore = (): void => undefined;

/** What every process serves: health, metrics, and problems for all that goes wrong. */
export function createBaseApp(parts: AppParts): FastifyInstance {
  const { telemetry, render, health, reportFault, metricsAccess = 'open', verifyToken } = parts;
  const edge = { ...STANDARD_EDGE, ...parts.edge };
  const app = createServer(edge, parts.onConnectionDropped ?? ignore);
  const traceIdOf = createTraceIds();
  app.decorateRequest('clickLog');
  app.addHook('onRequest', (request, _reply, next) => {
    request.clickLog = { traceId: traceIdOf(request.headers.traceparent) };
    next();
  });
  app.register(telemetry);
  addSecurityHeaders(app);
  limitRequestsPerConnection(app, edge.maxRequestsPerConnection);
  watchForOddRequests(app.server);
  refuseAmbiguousRequests(app);
  refuseUnknownQueries(app, '/api/mining/');
  refuseUnknownQueries(app, '/api/admin/');
  app.setErrorHandler(createErrorHandler(reportFault));
  acceptJsonBodies(app);
  answerUnknownRoutes(app);
  requireScopes(app, verifyToken && { verifyToken, onRejected: parts.onTokenRejected ?? ignore });
  allowBrowsers(app, edge.corsOrigins);
  app.register(async (routes) => {
    addHealthRoutes(routes, health);
    if (metricsAccess !== 'elsewhere') addMetricsRoute(routes, render, metricsAccess);
  });
  return app;
}

function createServer(edge: EdgeOptions, onConnectionDropped: () => void): FastifyInstance {
  const { trustedProxies } = edge;
  const app = Fastify({
    logger: false,
    bodyLimit: BODY_LIMIT_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MS,
    connectionTimeout: STALL_TIMEOUT_MS,
    keepAliveTimeout: edge.keepAliveMs,
    http: { maxHeaderSize: HEADER_LIMIT_BYTES, headersTimeout: REQUEST_TIMEOUT_MS, connectionsCheckingInterval: 1000, requireHostHeader: false },
    trustProxy: trustedProxies.length > 0 && [...trustedProxies],
    forceCloseConnections: 'idle',
    // While it closes, requests on open connections get the answers that they would get: see `draining`.
    return503OnClosing: false,
    clientErrorHandler: answerBrokenRequest,
    rewriteUrl: ({ url = '/' }) => toRoutableUrl(url),
    // No route has a pattern that a long parameter could slow down; the header limit bounds it.
    routerOptions: { maxParamLength: HEADER_LIMIT_BYTES },
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false, useDefaults: false } },
  });
  app.server.maxConnections = edge.maxConnections;
  app.server.on('drop', onConnectionDropped);
  return app;
}

/** The click API. */
export function createApiApp(parts: ApiParts): FastifyInstance {
  const app = createBaseApp(parts);
  app.register(async (routes) => addConsolePage(routes, parts.consoleFolder));
  addOpenApiRoute(app);
  app.register(async (routes) => {
    refuseOverload(routes, { ...STANDARD_EDGE, ...parts.edge }.overload, parts.onOverloaded ?? ignore);
    addMiningRoutes(routes, parts);
  });
  app.register(async (routes) => addAdminRoutes(routes, parts.admin));
  app.register(async (routes) => addFoundRoutes(routes, parts.found));
  app.register(async (routes) => addMeasuredRoutes(routes, { measured: parts.measured, trail: parts.admin.trail }));
  app.register(async (routes) => {
    addRunbookRoute(routes, parts.runbooks);
    addProblemRoute(routes, parts.problemPages);
  });
  return app;
}
