import { describe, expect, it } from 'vitest';
import type { QueueState } from '../../../src/console/found.ts';
import type { Alert, ConsoleFacts, Figure, FigureState, PartHealth } from '../../../src/console/measured.ts';
import { NOTHING_YET, type LiveState } from '../hooks/live.ts';
import { judge as judgeInPieces, type Known } from './judge.ts';
import { textOf } from './sentence.ts';

const FACTS = { durability: { promised: 'safe', real: 'safe' } } as ConsoleFacts;
const fresh = <T>(value: T): LiveState<T> => ({ value, at: 0, problem: undefined, isStale: false });
const failed = (name: string, detail?: string): LiveState<never> => ({ ...NOTHING_YET, problem: { name, title: 'No answer', ...(detail !== undefined && { detail }) } });
const alert = (name: string, severity: string) => ({ name, severity }) as Alert;
const figure = (title: string, state: FigureState, name = 'p95', lastMinute?: FigureState) =>
  ({ name, title, state, panel: { dashboard: 'mining-click-overview', id: 3 }, ...(lastMinute && { lastMinute: { value: 1, state: lastMinute, meanSeconds: 300 } }) }) as Figure;
const part = (name: PartHealth['name'], state: PartHealth['state']): PartHealth => ({ name, state, detail: '' });

function known(changes: { parts?: PartHealth[]; firing?: Alert[]; problems?: string[]; facts?: ConsoleFacts; figures?: Figure[] } = {}): Known {
  const { parts = [part('api', 'up')], firing = [], problems = [], facts = FACTS, figures = [] } = changes;
  return { facts: fresh(facts), health: fresh({ at: 0, parts }), alerts: fresh({ at: 0, firing, pending: [], silenced: [], problems }), overview: fresh({ at: 0, figures }), queue: NOTHING_YET, spanId: '1h' };
}

/** With the sentences as texts. */
function judge(given: Known) {
  const judgement = judgeInPieces(given);
  return { ...judgement, sentences: judgement.sentences.map(textOf) };
}

const linksOf = (given: Known) => judgeInPieces(given).sentences.flatMap((sentence) => sentence.flatMap((piece) => (typeof piece === 'string' ? [] : [[piece.text, piece.href]])));

describe('the judgement of the pipeline', () => {
  it('is well only when every part is up, no alert fires, every figure is good, and nothing is missing', () => {
    expect(judge(known({ figures: [figure('Depth', 'good'), figure('Latency', 'unknown')] }))).toMatchObject({ state: 'good', word: 'All is well' });
    expect(judge({ ...known(), health: NOTHING_YET })).toMatchObject({ state: 'unknown', word: 'Asking' });
    expect(judge({ ...known(), alerts: failed('prometheus-unavailable', 'Prometheus does not answer.') })).toMatchObject({ state: 'unknown', sentences: ['Whether alerts fire cannot be told: Prometheus does not answer.'] });
    expect(judge(known({ problems: ['Alertmanager did not answer.'] }))).toMatchObject({ state: 'unknown', sentences: ['Alertmanager did not answer.'] });
    expect(judge(known({ parts: [part('mongodb', 'unknown')] }))).toMatchObject({ state: 'unknown', sentences: ['Whether MongoDB is up is not known.'] });
  });

  it('says the gravest first', () => {
    const { state, sentences } = judge(known({ parts: [{ ...part('worker', 'down'), instance: '127.0.0.1:8081' }, part('redis', 'down'), part('prometheus', 'unknown')], firing: [alert('MiningQueueDepthHigh', 'warning')], problems: ['x'] }));
    expect(state).toBe('bad');
    expect(sentences).toEqual(['The worker 127.0.0.1:8081 and Redis are down.', 'An alert fires: MiningQueueDepthHigh.', 'Whether Prometheus is up is not known.', 'x']);
  });

  it('names the figures that are not as they should be', () => {
    expect(judge(known({ figures: [figure('Depth', 'warning'), figure('Latency', 'bad')] }))).toMatchObject({ state: 'bad', sentences: ['Bad: Latency.', 'Worth a look: Depth.'] });
  });

  it('does not count an alert that another one explains', () => {
    expect(judge(known({ firing: [alert('A', 'warning'), { ...alert('B', 'critical'), isInhibited: true }] }))).toMatchObject({ state: 'warning', sentences: ['An alert fires: A.'] });
  });

  it('calls an overspent budget worth a look: it says what was, not what is', () => {
    expect(judge(known({ figures: [figure('Budget', 'bad', 'budgetLeftAcceptance')] }))).toMatchObject({ state: 'warning', sentences: ['Worth a look: Budget.'] });
  });

  it('tells that somebody has paused the queue', () => {
    const queue = fresh({ isPaused: true } as QueueState);
    expect(judge({ ...known(), queue })).toMatchObject({ state: 'warning', sentences: [expect.stringContaining('The queue is paused')] });
    const saidOf = (pause: QueueState['pause']) => judge({ ...known(), queue: fresh({ isPaused: true, pause } as QueueState) }).sentences;
    expect(saidOf({ at: 1, known: 'event', by: 'olga', reason: 'a repair' })).toEqual(['The queue is paused by olga: nothing is credited until it is resumed.']);
    expect(saidOf({ at: 1, known: 'event' })).toEqual(['The queue is paused, not by the console: nothing is credited until it is resumed.']);
  });

  it('is as grave as the gravest alert, names each once and only a few', () => {
    expect(judge(known({ firing: [alert('A', 'warning')] })).state).toBe('warning');
    const many = judge(known({ firing: ['A', 'A', 'B', 'C', 'D', 'E', 'F'].map((name) => alert(name, 'critical')) }));
    expect(many).toMatchObject({ state: 'bad', sentences: ['6 alerts fire: A, B, C, D and 2 more.'] });
  });

  it('warns when clicks are kept less safely than promised, not when more safely or when it is unknown', () => {
    const with_ = (promised: 'safe' | 'fast', real: ConsoleFacts['durability']['real']) => judge(known({ facts: { ...FACTS, durability: { promised, real } } })).state;
    expect([with_('safe', 'fast'), with_('safe', 'replicated'), with_('fast', 'safe'), with_('safe', 'unknown'), with_('fast', 'none')]).toEqual(['warning', 'good', 'good', 'good', 'warning']);
  });

  it('leads from each trouble to where one looks next', () => {
    const trouble = known({
      parts: [part('redis', 'down'), { ...part('worker', 'down'), instance: '127.0.0.1:8081' }],
      firing: [{ ...alert('MiningQueueDepthHigh', 'warning'), runbook: 'MiningQueueDepthHigh' }],
      figures: [figure('Latency', 'bad')],
      facts: { durability: { promised: 'safe', real: 'fast' } } as ConsoleFacts,
    });
    expect(linksOf({ ...trouble, queue: fresh({ isPaused: true } as QueueState) })).toEqual([
      ['Redis', '/console/runbooks/MiningRedisUnavailable'],
      ['the worker 127.0.0.1:8081', '/console/runbooks/MiningTargetDown'],
      ['Latency', '/console/dashboards/mining-click-overview?from=now-1h&panel=3&to=now'],
      ['The queue is paused', '/console/queue'],
      ['MiningQueueDepthHigh', '/console/runbooks/MiningQueueDepthHigh'],
      ['Accepted clicks are kept less safely than promised', '/console/runbooks/MiningDurabilityDegraded'],
    ]);
    expect(linksOf({ ...known(), facts: failed('unreachable') })).toEqual([['What to do', '/console/runbooks/MiningTargetDown']]);
  });

  it('says of a mean over minutes that it gets better when its last minute is well', () => {
    const better = [figure('Latency', 'bad', 'p95', 'good'), figure('Requests', 'warning', 'requestsByStatus', 'good')];
    expect(judge(known({ figures: better }))).toMatchObject({ state: 'warning', sentences: ['Getting better, the last minute is well: Latency and Requests.'] });
    for (const lastMinute of ['warning', 'unknown'] as const) {
      expect(judge(known({ figures: [figure('Latency', 'bad', 'p95', lastMinute)] }))).toMatchObject({ state: 'bad', sentences: ['Bad: Latency.'] });
    }
    expect(judge(known({ figures: [figure('Latency', 'good', 'p95', 'bad')] }))).toMatchObject({ state: 'good' });
  });

  it('is in trouble when the API does not answer, whatever was known before', () => {
    expect(judge({ ...known(), facts: failed('unreachable') })).toMatchObject({ state: 'bad', word: 'No answer' });
  });
});
