import { expect, it, onTestFinished } from 'vitest';
import { eventually } from '../../support/namespace.js';
import { createProcessBench, postTo } from '../../support/processes.js';
import { openJaeger, type StoredSpan } from './jaeger.js';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const SENDER = '00f067aa0ba902b7';

const tagsOf = ({ tags }: StoredSpan) => Object.fromEntries(tags.map(({ key, value }) => [key, value]));
const parentOf = ({ references }: StoredSpan) => references.find(({ refType }) => refType === 'CHILD_OF')?.spanID;

it('Jaeger shows one click from its request to its credit, and leads to its batch and back', async () => {
  const jaeger = await openJaeger();
  onTestFinished(() => jaeger.server.close());
  const bench = createProcessBench();
  const traced = { OTEL_EXPORTER_OTLP_ENDPOINT: jaeger.otlpUrl, MINING_TRACES_SAMPLE_RATIO: '0' };
  const api = await bench.start('api', traced);
  await bench.start('worker', traced);
  const { body } = await postTo(api, 'key-for-jaeger', 'user-1', { traceparent: `00-${TRACE}-${SENDER}-01` });
  await eventually(async () => (await bench.clicks.countDocuments({ traceId: TRACE, status: 'credited' })) === 1);

  const spans = await eventually(async () => {
    const stored = await jaeger.findTrace(TRACE);
    return stored.length >= 4 && stored;
  });
  const find = (name: string) => spans.find(({ operationName }) => operationName === name);
  const request = find('POST /api/mining/click');
  expect(request).toMatchObject({ service: 'mining-click-api' });
  expect(tagsOf(request as StoredSpan)).toMatchObject({ 'span.kind': 'server', 'http.response.status_code': 202, 'mining.click.id': body['clickId'] });
  expect(parentOf(request as StoredSpan)).toBe(SENDER);
  for (const name of ['EVALSHA admitClicks', 'wait mining-clicks', 'credit mining-clicks']) {
    expect(parentOf(find(name) as StoredSpan), name).toBe(request?.spanID);
  }
  const credit = find('credit mining-clicks');
  expect(credit).toMatchObject({ service: 'mining-click-worker' });

  const [link] = credit?.references.filter(({ refType }) => refType === 'FOLLOWS_FROM') ?? [];
  const batch = await eventually(async () => {
    const stored = await jaeger.findTrace(link?.traceID ?? '');
    return stored.length >= 2 && stored;
  });
  expect(batch.map(({ operationName }) => operationName).sort()).toEqual(['process mining-clicks', 'transaction']);
  const processed = batch.find(({ operationName }) => operationName === 'process mining-clicks');
  expect(processed?.references).toMatchObject([{ traceID: TRACE, spanID: request?.spanID }]);
});
