import { describe, expect, it } from 'vitest';
import { readRunbooks } from '../../src/cli/read-runbooks.js';
import { createTestApi } from '../support/api.js';
import { createPipeline } from '../support/pipeline.js';
import { listFiles, readProjectFile } from '../docs/markdown.js';

const FOLDER = 'observability/runbooks/';

describe('the runbooks', () => {
  it('are served to everybody under the name of their alert, as they are in the package', async () => {
    const api = createTestApi(await createPipeline(), { runbooks: readRunbooks() });
    const files = listFiles('.md', FOLDER);
    expect(files.length).toBeGreaterThan(0);
    for (const file of files) {
      const answer = await api.inject(`/docs/runbooks/${file.slice(FOLDER.length, -'.md'.length)}`);
      expect(answer.statusCode).toBe(200);
      expect(answer.headers['content-type']).toBe('text/plain; charset=utf-8');
      expect(answer.body).toBe(readProjectFile(file));
    }
  });

  it.each(['Unknown', 'constructor', '..%2F..%2Fpackage.json', '..%2Fspec', '', 'MiningWorkerStalled.md', 'MiningWorkerStalled/'])(
    'have none of the name "%s"',
    async (name) => {
      const api = createTestApi(await createPipeline(), { runbooks: readRunbooks() });
      const answer = await api.inject(`/docs/runbooks/${name}`);
      expect(answer.statusCode).toBe(404);
      expect(answer.json()).toMatchObject({ type: '/docs/problems/route-not-found', status: 404 });
    },
  );
});
