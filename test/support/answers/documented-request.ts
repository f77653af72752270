import type { InjectOptions } from 'fastify';
import { EXAMPLE_USER } from '../../../src/http/openapi/examples.js';
import { signTestToken } from '../api.js';
import { readDocument, type Operation } from './document.js';

export type DocumentedOperation = Operation & { readonly method: 'GET' | 'POST'; readonly path: string };

/** The operations of the document. */
export function listOperations(): DocumentedOperation[] {
  return Object.entries(readDocument().paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ ...operation, method: method.toUpperCase() as 'GET' | 'POST', path })),
  );
}

/** The request that the examples of an operation make, with a token of the user whom they are about; what has no example is left out. */
export async function documentedRequest({ method, path, parameters = [], requestBody, security }: DocumentedOperation) {
  const given = parameters.filter(({ example }) => example !== undefined);
  const exampleOf = (where: string) => given.filter((parameter) => parameter.in === where).map(({ name, example }) => [name, String(example)] as const);
  const url = exampleOf('path').reduce((filled, [name, example]) => filled.replace(`{${name}}`, example), path);
  const scopes = security.flatMap((way) => way['bearer'] ?? []);
  const authorization = `Bearer ${await signTestToken(EXAMPLE_USER, scopes.join(' '))}`;
  return {
    method,
    url,
    query: Object.fromEntries(exampleOf('query')),
    headers: { ...Object.fromEntries(exampleOf('header')), ...(security.length > 0 && { authorization }) },
    ...(requestBody && { payload: requestBody.content['application/json']?.example as object }),
  } satisfies InjectOptions;
}

/** The example of a good answer. */
export function documentedAnswer({ responses }: Operation, status: number): unknown {
  const response = responses[status];
  return response && 'content' in response ? Object.values(response.content ?? {})[0]?.example : undefined;
}
