import { describe, expect, it } from 'vitest';
import { readProblemPages } from '../../src/cli/read-problem-pages.js';
import { readRunbooks } from '../../src/cli/read-runbooks.js';
import { problemBody, PROBLEMS, type ProblemName } from '../../src/http/problems.js';
import { createTestApi } from '../support/api.js';
import { createPipeline } from '../support/pipeline.js';
import { listFiles, readProjectFile } from '../docs/markdown.js';

const FOLDER = 'observability/runbooks/';
const createApi = async () => createTestApi(await createPipeline(), { runbooks: readRunbooks(), problemPages: readProblemPages() });

describe('the runbooks', () => {
  it('are served to everybody under the name of their alert, as they are in the package', async () => {
    const api = await createApi();
    const files = listFiles('.md', FOLDER);
    expect(files.length).toBeGreaterThan(0);
    for (const file of files) {
      const answer = await api.inject(`/docs/runbooks/${file.slice(FOLDER.length, -'.md'.length)}`);
      expect(answer.statusCode).toBe(200);
      expect(answer.headers['content-type']).toBe('text/plain; charset=utf-8');
      expect(answer.body).toBe(readProjectFile(file));
    }
  });
});

describe('the problems', () => {
  it('are served to everybody where their type leads, each with its status, its title and what to do', async () => {
    const api = await createApi();
    for (const [name, { status, title }] of Object.entries(PROBLEMS)) {
      const answer = await api.inject(problemBody(name as ProblemName).type);
      expect(answer.statusCode).toBe(200);
      expect(answer.headers['content-type']).toBe('text/plain; charset=utf-8');
      expect(answer.body).toMatch(new RegExp(`^# ${name}\n\n\\*\\*${status}\\*\\* ${title}\n\n\\S`));
      expect(readProjectFile('docs/problems.md')).toContain(answer.body.slice(1).trimEnd());
    }
  });
});

describe.each(['/docs/runbooks/', '/docs/problems/'])('below %s', (prefix) => {
  it.each(['Unknown', 'constructor', '..%2F..%2Fpackage.json', '..%2Fspec', '', 'MiningWorkerStalled.md', 'MiningWorkerStalled/'])(
    'there is nothing of the name "%s"',
    async (name) => {
      const answer = await (await createApi()).inject(`${prefix}${name}`);
      expect(answer.statusCode).toBe(404);
      expect(answer.json()).toMatchObject({ type: '/docs/problems/route-not-found', status: 404 });
    },
  );
});
