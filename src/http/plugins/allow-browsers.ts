import cors from '@fastify/cors';
import type { FastifyInstance } from 'fastify';

const HOUR_SECONDS = 3600;

/**
 * Lets pages of these origins, exactly as listed, use every route that is added later. Without one, browsers are told
 * nothing, as always. A preflight has no token and is answered before any is asked for.
 */
export function allowBrowsers(app: FastifyInstance, origins: readonly string[]): void {
  if (origins.length === 0) return;
  const allowed = new Set(origins);
  app.register(cors, {
    // What is not allowed is answered as if there were no CORS: a preflight then gets 405.
    origin: (origin, decide) => decide(null, origin !== undefined && allowed.has(origin) ? origin : false),
    methods: ['GET', 'POST'],
    allowedHeaders: ['Authorization', 'Content-Type', 'Idempotency-Key', 'traceparent'],
    exposedHeaders: ['Location', 'Retry-After', 'RateLimit', 'RateLimit-Policy', 'X-Queue-Depth', 'Idempotency-Replayed'],
    maxAge: HOUR_SECONDS,
    strictPreflight: false,
  });
}
