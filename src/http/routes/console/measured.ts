import type { FastifyInstance } from 'fastify';
import type { Measured, PanelQuery, VariableQuery } from '../../../console/measured.js';
import type { AuditTrail } from '../../../ledger/audit-trail.js';
import { answerOf } from './answer-of.js';
import * as schemas from './measured-schemas.js';
import { createGetOverview, createPostQuery } from './queries.js';
import { createEndSilence, createPostSilence } from './silences.js';

export type MeasuredParts = { readonly measured: Measured; readonly trail: AuditTrail };

const STANDARD_HOURS = '24';

/** What the console shows of Prometheus, Alertmanager and the parts, below `/api/admin/`. */
export function addMeasuredRoutes(app: FastifyInstance, { measured, trail }: MeasuredParts): void {
  const config = { scope: 'admin' } as const;
  const answers = <T>(schema: T) => ({ response: { 200: schema } });

  app.get('/api/admin/console', { config, schema: answers(schemas.factsSchema) }, () => measured.facts());
  app.get('/api/admin/health', { config, schema: answers(schemas.healthSchema) }, () => measured.health());
  app.get('/api/admin/dashboards', { config, schema: answers(schemas.dashboardsSchema) }, async () => measured.listDashboards());
  app.get<{ Params: { uid: string } }>(
    '/api/admin/dashboards/:uid',
    { config, schema: { params: schemas.dashboardParamsSchema, ...answers(schemas.dashboardSchema) } },
    async ({ params }) => answerOf(measured.findDashboard(params.uid)),
  );
  app.post<{ Body: schemas.QueryBody }>(
    '/api/admin/query',
    { config, schema: { body: schemas.queryBodySchema, ...answers(schemas.queryAnswerSchema) } },
    createPostQuery(measured),
  );
  app.post<{ Body: PanelQuery }>(
    '/api/admin/exemplars',
    { config, schema: { body: schemas.exemplarBodySchema, ...answers(schemas.exemplarAnswerSchema) } },
    async ({ body }) => answerOf(await measured.askExemplars(body)),
  );
  app.post<{ Body: VariableQuery }>(
    '/api/admin/variable',
    { config, schema: { body: schemas.variableBodySchema, ...answers(schemas.variableAnswerSchema) } },
    async ({ body }) => answerOf(await measured.listValues(body)),
  );
  app.get<{ Querystring: schemas.OverviewQuery }>(
    '/api/admin/overview',
    { config, schema: { querystring: schemas.overviewQuerySchema, ...answers(schemas.overviewSchema) } },
    createGetOverview(measured),
  );
  app.get('/api/admin/alerts', { config, schema: answers(schemas.alertsSchema) }, () => measured.alerts());
  app.get<{ Querystring: schemas.HistoryQuery }>(
    '/api/admin/alerts/history',
    { config, schema: { querystring: schemas.historyQuerySchema, ...answers(schemas.historySchema) } },
    async ({ query: { hours = STANDARD_HOURS } }) => answerOf(await measured.alertHistory(Number(hours))),
  );
  app.get('/api/admin/silences', { config, schema: answers(schemas.silencesSchema) }, async () => answerOf(await measured.silences()));
  app.post<{ Body: schemas.SilenceBody }>(
    '/api/admin/silences',
    { config, schema: { body: schemas.silenceBodySchema, ...answers(schemas.silenceAnswerSchema) } },
    createPostSilence(measured, trail),
  );
  app.post<{ Params: { id: string } }>(
    '/api/admin/silences/:id/end',
    { config, schema: { params: schemas.silenceParamsSchema, ...answers(schemas.silenceAnswerSchema) } },
    createEndSilence(measured, trail),
  );
  app.get<{ Querystring: schemas.RunbooksQuery }>(
    '/api/admin/runbooks',
    { config, schema: { querystring: schemas.runbooksQuerySchema, ...answers(schemas.runbooksSchema) } },
    async ({ query: { search } }) => measured.listRunbooks(search),
  );
  app.get<{ Params: schemas.RunbookQueryParams }>(
    '/api/admin/runbooks/:name/queries/:number',
    { config, schema: { params: schemas.runbookQueryParamsSchema, ...answers(schemas.runbookAnswerSchema) } },
    async ({ params: { name, number } }) => answerOf(await measured.askRunbook({ name, number: Number(number) })),
  );
}
