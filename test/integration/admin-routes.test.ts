import { describe, expect, it, onTestFinished } from 'vitest';
import { createMongoPoster } from '../../src/ledger/mongo-poster.js';
import { createTestApi, getAs, signTestToken } from '../support/api.js';
import { makeAcceptedClick } from '../support/clicks.js';
import { createPipeline } from '../support/pipeline.js';

type Answer = { readonly status: number; readonly body: Record<string, unknown> };

async function createWorld() {
  const pipeline = await createPipeline({ rules: { amount: 3 } });
  const poster = createMongoPoster(pipeline.client, pipeline.db, { rules: { amount: 3, cooldownMs: 0, dailyCap: 0 }, commandMs: 5000 });
  onTestFinished(() => poster.close());
  const api = createTestApi(pipeline);
  return {
    ...pipeline,
    api,
    fail: async (count: number, code: 'INTERNAL' | 'LEDGER_REFUSED' = 'LEDGER_REFUSED'): Promise<string[]> => {
      const clicks = Array.from({ length: count }, () => makeAcceptedClick());
      for (const click of clicks) await poster.recordFailure(click, code, 'it was refused');
      return clicks.map(({ clickId }) => clickId);
    },
    get: (path: string) => getAs(api, `/api/admin/${path}`, 'anna', 'admin'),
    replay: async (payload: object): Promise<Answer> => {
      const headers = { authorization: `Bearer ${await signTestToken('anna', 'admin')}` };
      const answer = await api.inject({ method: 'POST', url: '/api/admin/dead-letters/replay', headers, payload });
      return { status: answer.statusCode, body: answer.json() };
    },
  };
}

const idsOf = ({ body }: { readonly body: Record<string, unknown> }) => (body['letters'] as { id: string }[]).map(({ id }) => id);

describe('GET /api/admin/dead-letters', () => {
  it('gives pages of what was asked for, and how many are open', async () => {
    const { fail, get } = await createWorld();
    const ids = [...(await fail(3)), ...(await fail(1, 'INTERNAL'))];
    const first = await get('dead-letters?order=oldest&limit=3');
    expect([first.body['open'], idsOf(first)]).toEqual([4, ids.slice(0, 3)]);
    const { firstAt } = (first.body['letters'] as { firstAt: string }[])[0] ?? {};
    expect(first.body['byCode']).toEqual([{ code: 'LEDGER_REFUSED', count: 3, oldest: firstAt }, { code: 'INTERNAL', count: 1, oldest: expect.any(String) }]);
    expect(idsOf(await get(`dead-letters?order=oldest&limit=3&cursor=${String(first.body['next'])}`))).toEqual(ids.slice(3));
    expect(idsOf(await get('dead-letters?code=INTERNAL&user=user-1'))).toEqual(ids.slice(3));
    expect(idsOf(await get('dead-letters?before=2026-01-01T00:00:00Z&state=all'))).toEqual([]);
    expect(idsOf(await get('dead-letters?user=somebody-else'))).toEqual([]);
  });

  it.each(['state=closed', 'code=NONE', 'limit=0', 'limit=101', 'cursor=here', 'since=yesterday', 'since=2026-12-31T23:59:60Z', 'all=yes'])('refuses the query %s', async (query) => {
    const { get } = await createWorld();
    expect((await get(`dead-letters?${query}`)).status).toBe(400);
  });
});

describe('POST /api/admin/dead-letters/replay', () => {
  it('does nothing in a dry run, then credits once, however often it is repeated, and writes down who asked', async () => {
    const { fail, replay, get, accounts } = await createWorld();
    const [id = '', other = ''] = await fail(2);
    const dry = await replay({ ids: [id], dryRun: true });
    expect(dry.body).toEqual({ dryRun: true, result: 'done', matching: 1, counts: { credited: 1 }, results: [{ id, result: 'credited', amount: 3, balance: 3 }], assumed: [expect.objectContaining({ balance: 3, creditedToday: 3 })] });
    const { assumed } = dry.body;
    expect((await replay({ ids: [id], dryRun: true, assumed })).body).toMatchObject({ results: [{ id, balance: 6 }] });
    expect(await replay({ ids: [id], assumed })).toMatchObject({ status: 400 });
    expect(await accounts.countDocuments()).toBe(0);

    expect((await replay({ ids: [id] })).body).toMatchObject({ dryRun: false, counts: { credited: 1 } });
    expect((await replay({ ids: [id] })).body).toMatchObject({ counts: { 'already-replayed': 1 } });
    expect((await get(`dead-letters/${id}`)).body).toMatchObject({ state: 'replayed', replays: [{ by: 'anna', via: 'http', result: 'credited' }] });
    expect((await replay({ filter: { code: 'LEDGER_REFUSED' }, limit: 5 })).body).toMatchObject({ matching: 1, results: [{ id: other, balance: 6 }] });
    expect(await accounts.findOne({ _id: 'user-1' })).toMatchObject({ balance: 6, credited: 2 });

    const entry = { by: 'anna', via: 'http', act: 'replay-dead-letters', result: 'done' };
    const trail = await get('audit-trail?limit=2');
    expect(trail.body['entries']).toMatchObject([
      { ...entry, filter: { code: 'LEDGER_REFUSED', limit: 5 }, counts: { credited: 1 } },
      { ...entry, filter: { ids: [id] }, counts: { 'already-replayed': 1 } },
    ]);
    const rest = await get(`audit-trail?by=anna&act=replay-dead-letters&cursor=${String(trail.body['next'])}`);
    expect(rest.body).toEqual({ entries: [expect.objectContaining({ ...entry, counts: { credited: 1 } })] });
  });

  it('says of each letter what came of it', async () => {
    const { replay, accounts, fail } = await createWorld();
    await accounts.insertOne({ _id: 'user-1', balance: 'not a number' } as never);
    const [id = ''] = await fail(1);
    const absent = `c${'0'.repeat(40)}`;
    const { body } = await replay({ ids: [id, absent, 'batch-1'] });
    expect(body['results']).toMatchObject([{ id, result: 'failed', code: 'LEDGER_REFUSED' }, { id: absent, result: 'absent' }, { id: 'batch-1', result: 'absent' }]);
  });

  it.each([
    [{}],
    [{ ids: [] }],
    [{ ids: ['c1'] }],
    [{ ids: [`c${'0'.repeat(40)}`], filter: {} }],
    [{ ids: [`c${'0'.repeat(40)}`], limit: 1 }],
    [{ filter: {}, limit: 26 }],
    [{ filter: { user: 'user-1' } }],
    [{ filter: { since: '2026-12-31T23:59:60Z' } }],
  ])('refuses %j', async (payload) => {
    const { replay } = await createWorld();
    expect((await replay(payload)).status).toBe(400);
  });
});
