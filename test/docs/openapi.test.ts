import { Validator } from '@seriousme/openapi-schema-validator';
import { describe, expect, it } from 'vitest';
import { OPERATIONS } from '../../src/http/openapi/operations.js';
import { PROBLEMS } from '../../src/http/problems.js';
import { createTestApi } from '../support/api.js';
import { createPipeline } from '../support/pipeline.js';

type Operation = { readonly operationId: string };
type Document = { readonly paths: Record<string, Record<string, Operation>> };

/** As a process serves it that was just started. */
async function serveDocument(): Promise<string> {
  const app = createTestApi(await createPipeline());
  return (await app.inject('/docs/openapi.json')).body;
}

describe('docs/openapi.json', () => {
  it('is what the API serves, byte by byte; npx vitest run --project unit -u writes it anew', async () => {
    const served = await serveDocument();
    await expect(served).toMatchFileSnapshot('../../docs/openapi.json');
    expect(await serveDocument()).toBe(served);
  });

  it('is valid OpenAPI 3.1, with references that lead somewhere', async () => {
    const served = await serveDocument();
    const validator = new Validator();
    expect(await validator.validate(JSON.parse(served) as Record<string, unknown>)).toEqual({ valid: true });
    expect(validator.version).toBe('3.1');
    const follow = (path: string) => path.split('/').reduce((at: unknown, name) => (at as Record<string, unknown>)?.[name], JSON.parse(served));
    const references = [...served.matchAll(/"\$ref": "#\/([^"]+)"/g)].map(([, path = '']) => path);
    expect(references.length).toBeGreaterThan(0);
    expect(references.filter((path) => follow(path) === undefined)).toEqual([]);
  });

  it('has every operation that was described, and every problem', async () => {
    const served = await serveDocument();
    const { paths } = JSON.parse(served) as Document;
    const ids = Object.values(paths).flatMap((path) => Object.values(path).map(({ operationId }) => operationId));
    expect(ids.sort()).toEqual(Object.values(OPERATIONS).map(({ id }) => id).sort());
    expect(Object.keys(PROBLEMS).filter((name) => !served.includes(`"${name}": {\n`))).toEqual([]);
  });
});
