// The floor: Fastify with a token check, a log line and metrics, that answers 202 and does nothing more. No pipeline
// behind the same edge can accept more clicks than this.
import { clickSchema, CLICK_ROUTE, createEdge } from './edge.js';
import { readContenderSettings } from './settings.js';

const settings = readContenderSettings(process.env);
const app = createEdge(settings);

app.post(CLICK_ROUTE, { schema: clickSchema }, async (request, reply) =>
  reply.code(202).send({ clickId: request.headers['idempotency-key'], status: 'queued' }),
);

await app.listen({ host: '127.0.0.1', port: settings.apiPort });
process.once('SIGTERM', () => void app.close());
