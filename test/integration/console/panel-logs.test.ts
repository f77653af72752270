import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { PanelAnswer } from '../../../src/console/measured.js';
import { createTestApi, signTestToken } from '../../support/api.js';
import { createPipeline } from '../../support/pipeline.js';
import { makeTemporaryFolder } from '../../support/servers.js';

const END = Math.floor(Date.now() / 60_000) * 60_000;
const line = (secondsAgo: number, fields: object) => `${JSON.stringify({ time: new Date(END - secondsAgo * 1000).toISOString(), service: 'mining-click-api', message: 'request', ...fields })}\n`;

async function createWorld(hasFolder: boolean) {
  const logsFolder = await makeTemporaryFolder('panel-logs');
  const lines = [line(90, { level: 'info', status: 202 }), line(80, { level: 'error', errorCode: 'INTERNAL', error: '<script>a "quote"</script>' }), line(20, { level: 'info', status: 429 })];
  writeFileSync(join(logsFolder, 'api.ndjson'), lines.join(''));
  const api = createTestApi(await createPipeline(hasFolder ? { logsFolder } : {}));
  const ask = async (panel: object, scope = 'admin') => {
    const authorization = `Bearer ${await signTestToken('anna', scope)}`;
    const payload = { dashboard: 'mining-click-logs', target: 'A', start: END - 120_000, end: END, stepSeconds: 60, variables: {}, ...panel };
    const answer = await api.inject({ method: 'POST', url: '/api/admin/query', headers: { authorization }, payload });
    return { status: answer.statusCode, body: answer.json<PanelAnswer>() };
  };
  return { ask };
}

describe('what panels ask of log lines', () => {
  it('is answered from the folder: lines as they are, newest first, and counts', async () => {
    const { ask } = await createWorld(true);
    const { body } = await ask({ panel: 5 });
    expect(body).toMatchObject({ resultType: 'matrix', result: [], logs: { source: 'folder', isCut: false, since: END - 120_000 } });
    expect(body.logs?.lines.map(({ at, level, fields }) => [(END - at) / 1000, level, fields])).toEqual([
      [20, 'info', { status: 429 }],
      [80, 'error', { errorCode: 'INTERNAL', error: '<script>a "quote"</script>' }],
      [90, 'info', { status: 202 }],
    ]);
    const counts = (await ask({ panel: 2 })).body;
    expect(counts.expr).toBe('sum by (level) (count_over_time({job=~"mining-click-.+", job=~".+", level=~".+"} [60s]))');
    expect(counts.result).toEqual([
      { metric: { level: 'error' }, values: [[END / 1000 - 60, '1']] },
      { metric: { level: 'info' }, values: [[END / 1000 - 60, '1'], [END / 1000, '1']] },
    ]);
    expect((await ask({ panel: 3 })).body.result).toEqual([{ metric: { errorCode: 'INTERNAL' }, values: [[END / 1000 - 60, '1']] }]);
    expect((await ask({ panel: 31, dashboard: 'mining-click-overview' })).body.logs?.lines).toHaveLength(1);
    expect((await ask({ panel: 24, dashboard: 'mining-click-queue' })).body.logs?.lines).toHaveLength(1);
  });

  it('is chosen by the variables, whatever is written into them', async () => {
    const { ask } = await createWorld(true);
    const found = async (variables: object) => (await ask({ panel: 5, variables })).body.logs?.lines.map(({ at }) => (END - at) / 1000);
    expect(await found({ search: ['a \\"quote\\"'] })).toEqual([80]);
    expect(await found({ search: ['"} or {job=~".+'] })).toEqual([]);
    expect(await found({ status: ['429', '503'] })).toEqual([20]);
    expect(await found({ level: ['error'], error_code: ['INTERNAL'] })).toEqual([80]);
    expect(await found({ job: ['mining-click-worker'] })).toEqual([]);
    for (const variables of [{ level: ['fatal'] }, { search: ['a', 'b'] }, { search: ['\ud800'] }, { status: ['4..'] }]) {
      expect((await ask({ panel: 5, variables })).status, JSON.stringify(variables)).toBe(422);
    }
    expect((await ask({ panel: 5, start: END - 36 * 86_400_000 })).status).toBe(422);
    expect((await ask({ panel: 5 }, 'click')).status).toBe(403);
  });

  it('says what to set where nothing says where lines are', async () => {
    const { ask } = await createWorld(false);
    for (const panel of [2, 3, 5]) {
      expect(await ask({ panel })).toMatchObject({ status: 200, body: { result: [], logs: { source: 'none', lines: [], problem: expect.stringContaining('set MINING_CONSOLE_LOGS_FOLDER') as string } } });
    }
  });
});
