import { readFileSync } from 'node:fs';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

export type Header = { readonly required: boolean; readonly schema: object };
export type Content = { readonly schema: object; readonly example?: unknown; readonly examples?: Readonly<Record<string, { readonly value: unknown }>> };
export type Response = {
  readonly headers?: Readonly<Record<string, Header>>;
  readonly content?: Readonly<Record<string, Content>>;
};
export type Parameter = { readonly name: string; readonly in: 'path' | 'query' | 'header'; readonly required: boolean; readonly example?: string };
export type Operation = {
  readonly operationId: string;
  readonly security: readonly Readonly<Record<string, readonly string[]>>[];
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, Content>> };
  readonly responses: Readonly<Record<string, Response | { readonly $ref: string }>>;
};
export type Document = {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, { readonly properties: object }>>; readonly responses: Readonly<Record<string, Response>> };
  readonly 'x-answers-to-any-request': Operation['responses'];
};

/** The committed document. A test of its own holds it against what the API serves. */
export function readDocument(): Document {
  read ??= JSON.parse(readFileSync(new URL('../../../docs/openapi.json', import.meta.url), 'utf8')) as Document;
  return read;
}
let read: Document | undefined;

/** A response of the document, wherever it stands. */
export function resolve({ components }: Document, response: Operation['responses'][string]): Response {
  if (!('$ref' in response)) return response;
  return components.responses[response.$ref.slice('#/components/responses/'.length)] as Response;
}

/** Checks values against schemas of the document, each of them compiled once. */
export function createSchemaChecks({ components }: Document) {
  const ajv = new Ajv2020({ strict: true, allErrors: true, strictRequired: false, strictTypes: false });
  addFormats.default(ajv);
  // References are to schemas that stand in the document, not in the schema.
  ajv.addVocabulary(['components']);
  const compiled = new Map<object, ValidateFunction>();
  return (schema: object, value: unknown): string[] => {
    const check = compiled.get(schema) ?? ajv.compile({ ...schema, components });
    compiled.set(schema, check);
    return check(value) ? [] : (check.errors ?? []).map(({ instancePath, message }) => `${instancePath || 'it'} ${message ?? 'is wrong'}`);
  };
}
