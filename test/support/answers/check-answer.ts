import { isDeepStrictEqual } from 'node:util';
import type { SeenAnswer } from './answer.js';
import { createSchemaChecks, resolve, type Document, type Header, type Response } from './document.js';

/** What HTTP itself, browsers' rules and the guard against browsers' mistakes add to any answer. */
const OF_ANY_ANSWER =
  /^(content-type|content-length|date|connection|keep-alive|transfer-encoding|vary|cache-control|x-content-type-options|content-security-policy|access-control-.+)$/;

/** An answer as the document names it: its operation (or none), status, and problem (or none). */
export type AnswerName = { readonly operation: string; readonly status: number; readonly problem: string };
export type CheckedAnswer = AnswerName & {
  /** Documented headers that it had. */
  readonly headers: readonly string[];
  /** It is the example of its problem in the document, word for word. */
  readonly isExample: boolean;
  readonly faults: readonly string[];
};

/** `operation` of what a request of many clicks says of one of them. */
export const ONE_OF_MANY = 'one of postClicks';
/** `operation` of an answer that no operation gave. */
export const ANY_REQUEST = 'any request';

/** Holds answers against the document: is there such an answer, and is this one as it says? */
export function createAnswerChecks(document: Document) {
  const check = createSchemaChecks(document);
  const problemMembers = new Set(Object.keys(document.components.schemas['Problem']?.properties ?? {}));

  function checkBody({ body, headers, method }: SeenAnswer, { content = {} }: Response): string[] {
    const mediaType = mediaTypeOf(headers);
    const described = content[mediaType];
    if (!described) return [`the media type ${mediaType || 'none'} is not documented`];
    if (method === 'HEAD') return [];
    if (!mediaType.endsWith('json')) return [];
    const value = JSON.parse(body) as object;
    const undocumented = mediaType === 'application/problem+json' ? Object.keys(value).filter((name) => !problemMembers.has(name)) : [];
    return [...check(described.schema, value), ...undocumented.map((name) => `its member ${name} is not documented`)];
  }

  function checkHeader(name: string, { required, schema }: Header, headers: SeenAnswer['headers']): string[] {
    const value = headers[name.toLowerCase()];
    if (value === undefined) return required ? [`it lacks the header ${name}`] : [];
    const text = String(value);
    const asNumber = (schema as { readonly type?: string }).type === 'integer' && /^\d+$/.test(text);
    return check(schema, asNumber ? Number(text) : text).map((fault) => `header ${name}: ${fault}`);
  }

  function checkHeaders({ headers }: SeenAnswer, { headers: described = {} }: Response): string[] {
    const known = new Set(Object.keys(described).map((name) => name.toLowerCase()));
    const unknown = Object.keys(headers).filter((name) => !known.has(name) && !OF_ANY_ANSWER.test(name));
    return [
      ...Object.entries(described).flatMap(([name, header]) => checkHeader(name, header, headers)),
      ...unknown.map((name) => `its header ${name} is not documented`),
    ];
  }

  function checkAnswer(answer: SeenAnswer): CheckedAnswer {
    const method = answer.method === 'HEAD' ? 'get' : answer.method.toLowerCase();
    const operation = answer.path === undefined ? undefined : document.paths[answer.path]?.[method];
    const name = { operation: operation?.operationId ?? ANY_REQUEST, status: answer.status, problem: problemOf(answer) };
    const responses = operation?.responses ?? document['x-answers-to-any-request'];
    const described = responses[answer.status];
    if (!described) return { ...name, headers: [], isExample: false, faults: ['it is not documented'] };
    const response = resolve(document, described);
    const faults = [...checkBody(answer, response), ...checkHeaders(answer, response)];
    const headers = Object.keys(response.headers ?? {}).filter((header) => header.toLowerCase() in answer.headers);
    return { ...name, headers, isExample: isExample(answer, name.problem, response), faults };
  }

  /** Each click of many must have had an answer that is documented for a click alone. */
  function checkResults({ path, method, status, body }: SeenAnswer): CheckedAnswer[] {
    if (path !== '/api/mining/clicks' || method !== 'POST' || status !== 200) return [];
    const { results } = JSON.parse(body) as { readonly results: readonly { readonly status: number; readonly body: object }[] };
    return results.map((result) => {
      const mediaType = 'type' in result.body ? 'application/problem+json' : 'application/json';
      const alone = { method, path: '/api/mining/click', status: result.status, headers: { 'content-type': mediaType }, body: JSON.stringify(result.body) };
      const { faults, ...seen } = checkAnswer(alone);
      return { ...seen, operation: ONE_OF_MANY, headers: [], faults: faults.filter((fault) => !fault.startsWith('it lacks the header')) };
    });
  }

  return (answer: SeenAnswer): CheckedAnswer[] => [checkAnswer(answer), ...checkResults(answer)];
}

function isExample({ body }: SeenAnswer, problem: string, { content }: Response): boolean {
  const example = content?.['application/problem+json']?.examples?.[problem];
  return example !== undefined && isDeepStrictEqual(JSON.parse(body), example.value);
}

function mediaTypeOf(headers: SeenAnswer['headers']): string {
  return String(headers['content-type'] ?? '').split(';')[0]?.trim() ?? '';
}

function problemOf({ method, headers, body }: SeenAnswer): string {
  if (method === 'HEAD' || mediaTypeOf(headers) !== 'application/problem+json') return '';
  return (JSON.parse(body) as { type: string }).type.split(/[/#]/).at(-1) ?? '';
}
