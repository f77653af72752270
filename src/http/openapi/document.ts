import type { TSchema } from 'typebox';
import { letterSchema } from '../routes/admin-schemas.js';
import { accountSchema, clickStatusSchema, problemSchema } from '../routes/schemas.js';
import { REQUEST_HEADERS } from './headers.js';
import type { AnswerDescription, Operation, RouteName } from './operation.js';
import { createProblemAnswers, describeHeaders, type ProblemAnswers, PROBLEMS_OF_ANY_REQUEST, PROBLEMS_OF_NO_OPERATION } from './problem-answers.js';

/** A route as it is registered: what it checks, and what it answers with. */
export type DocumentedRoute = {
  readonly name: RouteName;
  readonly operation: Operation;
  readonly schema: { readonly body?: unknown; readonly params?: unknown; readonly querystring?: unknown; readonly response?: unknown };
};

/** Of the contract, not of the package: a change that could break a client raises the first number. */
const VERSION = '1.0.0';

const DESCRIPTION = `Takes mining clicks, credits each exactly once, and tells where it is.

Every error answer is \`application/problem+json\` (RFC 9457); its \`type\` is the address of a page about it. Problems that
can answer any request (\`x-answers-to-any-request\`) are listed with each operation too, but for those of addresses and
methods that are not there.`;

const TAGS = [
  { name: 'clicks', description: 'Post clicks and see what became of them' },
  { name: 'account', description: 'What a user has' },
  { name: 'administration', description: 'Find clicks, act on those that failed and on the queue, and see who did what' },
  { name: 'console', description: 'What the console shows, and what is done there' },
  { name: 'operation', description: 'For those who run it' },
  { name: 'documents', description: 'Pages that answers and alerts lead to' },
];

const SECURITY_SCHEME = {
  type: 'http',
  scheme: 'bearer',
  bearerFormat: 'JWT',
  description: 'A signed token with `sub`, `exp`, `iss`, `aud` and `scope`; the scopes that an operation needs are listed with it',
};

/** Schemas with a name of their own in the document, wherever they stand. */
const COMPONENTS = { ClickStatus: clickStatusSchema, Account: accountSchema, DeadLetter: letterSchema, Problem: problemSchema } as const satisfies Record<string, TSchema>;

/** The OpenAPI 3.1 document of these routes, in this order. Pure: the same routes give the same document. */
export function createOpenApiDocument(routes: readonly DocumentedRoute[]): object {
  const problems = createProblemAnswers();
  const paths = describePaths(routes, problems);
  const ofAnyRequest = problems.describe([...PROBLEMS_OF_ANY_REQUEST, ...PROBLEMS_OF_NO_OPERATION]);
  return {
    openapi: '3.1.0',
    info: { title: 'mining-clicks', version: VERSION, description: DESCRIPTION, license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
    jsonSchemaDialect: 'https://json-schema.org/draft/2020-12/schema',
    servers: [{ url: '/', description: 'where this document was read' }],
    tags: TAGS,
    paths,
    components: {
      securitySchemes: { bearer: SECURITY_SCHEME },
      schemas: Object.fromEntries(Object.entries(COMPONENTS).map(([name, schema]) => [name, nameSchemas(schema, schema)])),
      responses: problems.responses,
    },
    'x-answers-to-any-request': ofAnyRequest,
  };
}

function describePaths(routes: readonly DocumentedRoute[], problems: ProblemAnswers): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const { name, operation, schema } of routes) {
    const [method = '', path = ''] = name.split(' ');
    const template = path.replace(/:(\w+)/g, '{$1}');
    paths[template] = { ...paths[template], [method.toLowerCase()]: describeOperation(path, operation, schema, problems) };
  }
  return paths;
}

function describeOperation(path: string, operation: Operation, schema: DocumentedRoute['schema'], problems: ProblemAnswers): object {
  const { id, tag, summary, description, scope } = operation;
  const parameters = [...describeParameters('path', pathSchema(path, schema.params), operation), ...describeParameters('query', schema.querystring, operation), ...describeRequestHeaders(operation)];
  return {
    operationId: id,
    tags: [tag],
    summary,
    description,
    security: scope === undefined ? [] : scope === 'metrics?' ? [{}, { bearer: ['metrics'] }] : [{ bearer: [scope] }],
    ...(parameters.length > 0 && { parameters }),
    ...(schema.body !== undefined && { requestBody: describeBody(operation, schema.body) }),
    responses: { ...describeAnswers(operation, schema.response), ...problems.describe(problemsOf(operation, schema)) },
  };
}

/** A path's parameters are strings even where the route says no more of them. */
function pathSchema(path: string, schema: unknown): unknown {
  const names = [...path.matchAll(/:(\w+)/g)].map(([, name = '']) => name);
  return schema ?? { properties: Object.fromEntries(names.map((name) => [name, { type: 'string' }])), required: names };
}

type ObjectSchema = { readonly properties?: Readonly<Record<string, unknown>>; readonly required?: readonly string[] };

function describeParameters(where: 'path' | 'query', schema: unknown, { parameterExamples = {} }: Operation): object[] {
  const { properties = {}, required = [] } = (schema ?? {}) as ObjectSchema;
  return Object.entries(properties).map(([name, ofName]) => ({
    name,
    in: where,
    required: required.includes(name),
    schema: ofName,
    ...(parameterExamples[name] !== undefined && { example: parameterExamples[name] }),
  }));
}

function describeRequestHeaders({ requestHeaders = [] }: Operation): object[] {
  return requestHeaders.map((name) => ({ name, in: 'header', ...REQUEST_HEADERS[name] }));
}

function describeBody({ requestExample }: Operation, schema: unknown): object {
  const isRequired = Array.isArray((schema as ObjectSchema).required);
  return { required: isRequired, content: { 'application/json': { schema: nameSchemas(schema), example: requestExample } } };
}

function describeAnswers({ answers }: Operation, schemas: unknown): Record<string, object> {
  const bySchema = (schemas ?? {}) as Readonly<Record<string, unknown>>;
  return Object.fromEntries(Object.entries(answers).map(([status, answer]) => [status, describeAnswer(answer, bySchema[status])]));
}

function describeAnswer({ description, headers = [], sometimes, example, text }: AnswerDescription, schema: unknown): object {
  const body = { schema: text ? { type: 'string' } : (nameSchemas(schema) ?? { type: 'object' }), ...(example !== undefined && { example }) };
  const content = Object.fromEntries((text ?? ['application/json']).map((mediaType) => [mediaType, body]));
  return { description, ...describeHeaders(headers, sometimes), content };
}

/** Those that it names, and those that follow from asking for a token, from serving clients, from checking anything, and from taking a body. */
function problemsOf({ scope, problems = [] }: Operation, { body, params, querystring }: DocumentedRoute['schema']) {
  const ofTokens = scope === undefined ? [] : (['missing-token', 'invalid-token', 'wrong-scope', 'token-keys-unavailable'] as const);
  const ofLoad = scope === 'click' ? (['overloaded'] as const) : [];
  const ofChecks = (body ?? params ?? querystring) === undefined ? [] : (['invalid-request'] as const);
  const ofBodies = body === undefined ? [] : (['body-too-large', 'unsupported-media-type'] as const);
  return [...ofTokens, ...ofLoad, ...ofChecks, ...ofBodies, ...problems, ...PROBLEMS_OF_ANY_REQUEST];
}

/** A copy of a schema in which those with a name stand by reference, but for itself. */
function nameSchemas(schema: unknown, itself?: unknown): unknown {
  if (typeof schema !== 'object' || schema === null) return schema;
  const name = Object.entries(COMPONENTS).find(([, named]) => named === schema)?.[0];
  if (name !== undefined && schema !== itself) return { $ref: `#/components/schemas/${name}` };
  if (Array.isArray(schema)) return schema.map((item) => nameSchemas(item));
  return Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, nameSchemas(value)]));
}
