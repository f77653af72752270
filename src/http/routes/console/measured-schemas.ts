import { Type, type Static, type TProperties, type TSchema } from 'typebox';
import type { ConsoleFacts, Figure, LogSource, PartHealth, QuerySeries, VariableChoice } from '../../../console/measured.js';
import { logLinesSchema } from './found-schemas.js';

const oneOf = <T extends string>(values: readonly T[], description: string) => Type.Unsafe<T>({ type: 'string', enum: [...values], description });
const text = (description: string) => Type.String({ description });
const closed = <P extends TProperties>(properties: P) => Type.Object(properties, { additionalProperties: false });
const orNull = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
const LATEST = 8_640_000_000_000_000;
const time = (description: string) => Type.Integer({ minimum: 0, maximum: LATEST, description: `${description}, in milliseconds since 1970` });
const texts = (description: string) => Type.Unsafe<Readonly<Record<string, string>>>({ type: 'object', additionalProperties: { type: 'string' }, description });

const LEVELS = ['safe', 'replicated', 'fast'] as const;
const clicks = (description: string) => Type.Integer({ description });

export const factsSchema = Type.Object({
  version: text('Of this program'),
  now: time('By the clock of the API'),
  queue: text("BullMQ's name of the queue"),
  durability: Type.Object({
    promised: oneOf(LEVELS, 'MINING_DURABILITY'),
    real: oneOf<ConsoleFacts['durability']['real']>([...LEVELS, 'none', 'unknown'], 'What Redis keeps now; unknown: it did not answer in time'),
  }),
  prometheus: Type.Boolean({ description: 'MINING_PROMETHEUS_URL is set' }),
  alertmanager: Type.Boolean({ description: 'MINING_ALERTMANAGER_URL is set' }),
  logs: oneOf<LogSource>(['folder', 'loki', 'elasticsearch', 'none'], 'Where log lines are read from'),
  depth: Type.Object({ drawn: clicks('Above it a look is due'), warning: clicks('Above it an alert is due'), cap: clicks('From it on clicks are refused') }),
});

export const healthSchema = Type.Object({
  at: time('When it was looked'),
  parts: Type.Array(
    Type.Object({
      name: oneOf<PartHealth['name']>(['api', 'worker', 'redis', 'mongodb', 'prometheus', 'alertmanager'], 'Which part'),
      instance: Type.Optional(text('host:port, where there may be several; the API without one is the process that answers')),
      state: oneOf<PartHealth['state']>(['up', 'down', 'unknown'], 'Whether it runs'),
      detail: text('What is known, how, and where it is down, what to do'),
    }),
  ),
});

const uid = Type.String({ pattern: '^[\\w-]{1,40}$', description: 'uid of a dashboard' });

export const dashboardsSchema = Type.Object({ dashboards: Type.Array(Type.Object({ uid, title: text('Its title'), description: text('What it is for'), tags: Type.Array(Type.String()) })) });
export const dashboardParamsSchema = Type.Object({ uid });
export const dashboardSchema = Type.Unsafe<object>({ type: 'object', additionalProperties: true, description: "Grafana's JSON" });

const variables = Type.Unsafe<VariableChoice>({
  type: 'object',
  additionalProperties: { type: 'array', maxItems: 100, items: { type: 'string', maxLength: 200 } },
  description: 'Values of variables; $__all for all; one that is missing has its default',
});
const range = { start: time('From'), end: time('To, 35 days later at most') };

export const queryBodySchema = closed({
  dashboard: uid,
  panel: Type.Optional(Type.Integer({ minimum: 0, description: 'Its id; with target' })),
  target: Type.Optional(Type.String({ pattern: '^[A-Z]{1,2}$', description: 'Its refId; with panel' })),
  annotation: Type.Optional(Type.String({ minLength: 1, maxLength: 100, description: 'Or the name of an annotation' })),
  ...range,
  stepSeconds: Type.Integer({ minimum: 1, maximum: 3_024_000, description: 'Seconds between two points; raised where there would be more than 1,100' }),
  variables,
});
export type QueryBody = Static<typeof queryBodySchema>;

export const exemplarBodySchema = closed({
  dashboard: uid,
  panel: Type.Integer({ minimum: 0, description: 'Its id' }),
  target: Type.String({ pattern: '^[A-Z]{1,2}$', description: 'Its refId' }),
  ...range,
  stepSeconds: Type.Integer({ minimum: 1, maximum: 3_024_000, description: 'Of each step the highest are given' }),
  variables,
});
export const exemplarAnswerSchema = Type.Object({
  expr: text('What was asked'),
  exemplars: Type.Array(
    Type.Object({
      at: time('When it was measured'),
      value: Type.Number({ description: 'In the unit of the histogram' }),
      traceId: text('GET /api/admin/clicks?traceId= finds its clicks'),
      labels: texts('Of its series'),
    }),
    { description: 'The oldest first' },
  ),
});

const sample = Type.Unsafe<readonly [number, string]>({ type: 'array', items: {}, description: 'Seconds since 1970, and the number as text' });
const logsOfPanelSchema = Type.Object(
  {
    source: logLinesSchema.properties.source,
    lines: Type.Array(logLinesSchema.properties.lines.items, { description: 'Newest first; none where they are counted' }),
    isCut: Type.Boolean({ description: 'There are more lines' }),
    since: time('Nothing older was looked at, or is given'),
    problem: Type.Optional(text('Why there is nothing, or not all')),
  },
  { description: 'Where log lines were asked' },
);
export const queryAnswerSchema = Type.Object({
  expr: text('What was asked'),
  stepSeconds: Type.Integer({ description: 'With which step' }),
  resultType: oneOf(['matrix', 'vector', 'scalar'], "As Prometheus' API says"),
  result: Type.Array(Type.Unsafe<QuerySeries>(Type.Object({ metric: texts('Labels'), values: Type.Optional(Type.Array(sample)), value: Type.Optional(sample) }))),
  logs: Type.Optional(logsOfPanelSchema),
});

export const variableBodySchema = closed({ dashboard: uid, variable: Type.String({ pattern: '^\\w{1,40}$', description: 'Its name' }), ...range, variables });
export const variableAnswerSchema = Type.Object({ values: Type.Array(Type.String(), { description: 'In order' }) });

/** Queries are texts: nothing is converted. */
const timeText = (description: string) => Type.Optional(Type.String({ pattern: '^[0-9]{1,15}$', description: `${description}, in milliseconds since 1970` }));
export const overviewQuerySchema = closed({ start: timeText('From; with end'), end: timeText('To; with start. The last half hour when neither is said') });
export type OverviewQuery = Static<typeof overviewQuerySchema>;

const aboutAnswers = oneOf<NonNullable<Figure['about']>>(['faults', 'throttled'], 'Of answers by status that are not good: what is wrong with them');

export const overviewSchema = Type.Object({
  at: time('The end of what is shown'),
  figures: Type.Array(
    Type.Object({
      name: text('Of the figure'),
      title: text('Of its panel'),
      unit: text("As Grafana's units"),
      value: orNull(Type.Number({ description: 'null: none of the last five minutes' })),
      at: orNull(time('When it was measured')),
      state: oneOf<Figure['state']>(['good', 'warning', 'bad', 'unknown'], 'Whether somebody should look'),
      detail: text('Why it has this state'),
      about: Type.Optional(aboutAnswers),
      panel: Type.Object({ dashboard: uid, id: Type.Integer({ description: 'Its id' }) }, { description: 'Where it is taken from' }),
      lastMinute: Type.Optional(
        Type.Object(
          {
            value: orNull(Type.Number({ description: 'null: nothing happened in it' })),
            state: oneOf<Figure['state']>(['good', 'warning', 'bad', 'unknown'], 'Whether somebody should look'),
            detail: text('Why it has this state'),
            about: Type.Optional(aboutAnswers),
            meanSeconds: Type.Integer({ description: 'Seconds that value is a mean of' }),
          },
          { description: 'The same over the last minute alone, where value is a mean over more' },
        ),
      ),
      series: Type.Array(Type.Object({ name: text('Its labels'), points: Type.Array(Type.Unsafe<readonly [number, number]>({ type: 'array', items: { type: 'number' } })) })),
    }),
  ),
  problem: Type.Optional(text('Why figures are missing')),
});

const alertSchema = Type.Object({
  name: text('alertname'),
  severity: text('critical, warning or info'),
  summary: text('What is wrong'),
  description: text('With numbers'),
  startsAt: time('Since when'),
  labels: texts('All of them'),
  runbook: Type.Optional(text('/docs/runbooks/{name} tells what to do')),
  dashboard: Type.Optional(text('uid of the dashboard that shows it')),
  silencedBy: Type.Optional(Type.Array(Type.String(), { description: 'ids of silences' })),
  isInhibited: Type.Optional(Type.Boolean({ description: 'Nobody is told of it while another alert fires, which explains it' })),
});
export const alertsSchema = Type.Object({
  at: time('When it was asked'),
  firing: Type.Array(alertSchema, { description: 'The severest first; without those that are silenced' }),
  pending: Type.Array(alertSchema),
  silenced: Type.Array(alertSchema),
  problems: Type.Array(Type.String(), { description: 'What could not be asked' }),
});

export const historyQuerySchema = closed({ hours: Type.Optional(Type.String({ pattern: '^([1-9][0-9]?|1[0-5][0-9]|16[0-8])$', description: '1 to 168; 24 unless said otherwise' })) });
export type HistoryQuery = Static<typeof historyQuerySchema>;
export const historySchema = Type.Object({
  since: time('From'),
  at: time('To'),
  events: Type.Array(
    Type.Object({
      name: text('alertname'),
      severity: text('critical, warning or info'),
      state: oneOf(['firing', 'pending'], 'What it was'),
      from: time('From'),
      to: orNull(time('To; null: it goes on')),
      labels: texts('Besides alertname and severity'),
    }),
    { description: 'The latest first' },
  ),
});

const silenceId = Type.String({ pattern: '^[0-9a-f-]{36}$', description: "Alertmanager's id" });
export const silenceParamsSchema = Type.Object({ id: silenceId });
export const silencesSchema = Type.Object({
  silences: Type.Array(
    Type.Object({
      id: Type.String(),
      alertname: text('The alert, or all matchers where it was made elsewhere with others'),
      by: text('Who made it'),
      reason: text('Why'),
      from: time('From'),
      until: time('Until'),
    }),
    { description: 'Those that have not ended, the next to end first' },
  ),
});
export const silenceBodySchema = closed({
  alertname: Type.String({ pattern: '^[A-Za-z]\\w{0,99}$', description: 'The alert, exactly' }),
  minutes: Type.Integer({ minimum: 1, maximum: 1440, description: 'For how long' }),
  reason: Type.String({ minLength: 3, maxLength: 300, description: 'For the audit trail and for Alertmanager' }),
});
export type SilenceBody = Static<typeof silenceBodySchema>;
export const silenceAnswerSchema = Type.Object({ id: text('Of the silence') });

export const runbooksQuerySchema = closed({ search: Type.Optional(Type.String({ maxLength: 200, description: 'Words of its name, its summary or its text' })) });
export type RunbooksQuery = Static<typeof runbooksQuerySchema>;
export const runbooksSchema = Type.Object({
  runbooks: Type.Array(
    Type.Object({
      name: text('The text is at /docs/runbooks/{name}'),
      severity: Type.Optional(text('critical, warning, info, or none for the watchdog')),
      summary: Type.Optional(text("Of its alert, with names of labels in place of their values")),
      found: Type.Optional(text('The line of its text that has what was searched')),
    }),
  ),
});

export const runbookQueryParamsSchema = closed({
  name: Type.String({ pattern: '^[A-Za-z]\\w{0,99}$', description: 'The runbook' }),
  number: Type.String({ pattern: '^[1-9][0-9]?$', description: 'Which of its queries, from 1 on' }),
});
export type RunbookQueryParams = Static<typeof runbookQueryParamsSchema>;
export const runbookAnswerSchema = Type.Object({
  expr: text('What was asked'),
  at: time('For when'),
  unit: Type.Optional(text("As Grafana's units; missing where the numbers are plain")),
  mayBeEmpty: Type.Boolean({ description: 'That there is no series may be as it should be' }),
  resultType: queryAnswerSchema.properties.resultType,
  result: queryAnswerSchema.properties.result,
});
