import { describe, expect, it } from 'vitest';
import type { QueueState } from '../../../src/console/found.ts';
import type { Alert, ConsoleFacts, Figure, FigureState, PartHealth } from '../../../src/console/measured.ts';
import { NOTHING_YET, type LiveState } from '../hooks/live.ts';
import { judge as judgeInPieces, type Known } from './judge.ts';
import { textOf } from './sentence.ts';

const FACTS = { durability: { promised: 'safe', real: 'safe' } } as ConsoleFacts;
const fresh = <T>(value: T): LiveState<T> => ({ value, at: 0, problem: undefined, isStale: false });
const failed = (name: string, detail?: string): LiveState<never> => ({ ...NOTHING_YET, problem: { name, title: 'No answer', ...(detail !== undefined && { detail }) } });
const alert = (name: string, severity: string, labels: Alert['labels'] = {}) => ({ name, severity, labels }) as Alert;
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

  it('says the cause first: what is down, then that the queue is paused, whatever comes of it', () => {
    const trouble = known({ parts: [part('mongodb', 'down')], firing: [alert('MiningLedgerUnavailable', 'critical')], figures: [figure('Lag now', 'bad', 'lag')] });
    const queue = fresh({ isPaused: true } as QueueState);
    const [down, paused, ...others] = judge({ ...trouble, queue }).sentences;
    expect([down, others]).toEqual(['MongoDB is down.', ['An alert fires: MiningLedgerUnavailable.', 'Bad: Lag now.']]);
    expect(paused).toContain('The queue is paused');
    expect(judge({ ...known({ figures: [figure('Lag now', 'bad', 'lag')] }), queue })).toMatchObject({ state: 'bad', sentences: [paused, 'Bad: Lag now.'] });
  });

  it('says of the rest the gravest first', () => {
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

  describe('of an alert that counts over an hour and more', () => {
    const burns = alert('MiningAcceptanceFastBurn', 'critical', { slo: 'acceptance' });
    const requests = (state: FigureState, lastMinute?: FigureState) => figure('Requests', state, 'requestsByStatus', lastMinute);
    const past = 'Looks back, the last minute is well: MiningAcceptanceFastBurn. It ends by itself.';
    const present = 'An alert fires: MiningAcceptanceFastBurn.';

    it('says last that it looks back when its figure is well again', () => {
      expect(judge(known({ firing: [burns], figures: [requests('good')] }))).toMatchObject({ state: 'warning', sentences: [past] });
      expect(judge(known({ firing: [burns], figures: [requests('good', 'unknown')] })).sentences).toEqual([past]);
      expect(judge(known({ firing: [burns], figures: [requests('bad', 'good')] }))).toMatchObject({ state: 'warning', sentences: ['Getting better, the last minute is well: Requests.', past] });
      const processing = alert('MiningProcessingFastBurn', 'critical', { slo: 'processing' });
      const both = known({ firing: [burns, processing], figures: [requests('good'), figure('Success', 'good', 'successRate')] });
      expect(judge(both).sentences).toEqual(['Looks back, the last minute is well: MiningAcceptanceFastBurn and MiningProcessingFastBurn. They end by themselves.']);
      expect(linksOf(both)[0]).toEqual(['MiningAcceptanceFastBurn', '/console/runbooks/MiningAcceptanceFastBurn']);
    });

    it('does not take clicks that are over a limit of their own for faults', () => {
      const throttled: Figure = { ...requests('warning', 'warning'), about: 'throttled', lastMinute: { value: 1, state: 'warning', detail: '', about: 'throttled', meanSeconds: 300 } };
      expect(judge(known({ firing: [burns], figures: [throttled] })).sentences).toEqual(['Worth a look: Requests.', past]);
      const faults: Figure = { ...throttled, lastMinute: { value: 1, state: 'warning', detail: '', about: 'faults', meanSeconds: 300 } };
      expect(judge(known({ firing: [burns], figures: [faults] })).sentences).toContain(present);
    });

    it('says so of alerts for clicks over a limit, too', () => {
      const spike = alert('MiningApi429Spike', 'warning');
      expect(judge(known({ firing: [spike], figures: [requests('warning', 'good')] })).sentences).toContain('Looks back, the last minute is well: MiningApi429Spike. It ends by itself.');
      expect(judge(known({ firing: [spike], figures: [{ ...requests('warning'), about: 'throttled' }] })).sentences).toContain('An alert fires: MiningApi429Spike.');
    });

    it('says the other alerts as ever', () => {
      const both = known({ firing: [burns, alert('MiningDeadLetters', 'warning')], problems: ['x'], figures: [requests('good')] });
      expect(judge(both)).toMatchObject({ state: 'warning', sentences: ['An alert fires: MiningDeadLetters.', 'x', past] });
    });

    it('says that it fires when its figure is not well, is another, or is not known, or a part is down', () => {
      const others = [[], [requests('bad', 'warning')], [requests('good', 'bad')], [requests('unknown')], [figure('Latency', 'good', 'p95')]];
      for (const figures of others) expect(judge(known({ firing: [burns], figures })), JSON.stringify(figures)).toMatchObject({ state: 'bad', sentences: expect.arrayContaining([present]) as string[] });
      const well = known({ firing: [burns], figures: [requests('good')] });
      for (const doubt of [{ overview: { ...well.overview, isStale: true } }, { health: NOTHING_YET }, { health: fresh({ at: 0, parts: [part('redis', 'down')] }) }]) {
        expect(judge({ ...well, ...doubt }).sentences).toContain(present);
      }
      expect(judge({ ...well, alerts: fresh({ at: 0, firing: [{ ...burns, name: 'MiningOther' }], pending: [], silenced: [], problems: [] }) }).state).toBe('bad');
    });
  });

  it('is well with a budget that is used up, and tells of it: it says what was, not what is', () => {
    const budget = figure('Budget', 'warning', 'budgetLeftAcceptance');
    const told = 'Used up, or nearly, by faults of the last 30 days: Budget.';
    expect(judge(known({ figures: [budget] }))).toEqual({ state: 'good', word: 'All is well', sentences: [expect.stringContaining('every figure of now is as it should be'), told] });
    expect(judge({ ...known({ figures: [budget] }), health: NOTHING_YET })).toMatchObject({ state: 'unknown', word: 'Asking' });
    expect(judge(known({ figures: [budget, figure('Latency', 'bad')] }))).toMatchObject({ state: 'bad', sentences: ['Bad: Latency.', told] });
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
      ['The queue is paused', '/console/queue'],
      ['Latency', '/console/dashboards/mining-click-overview?from=now-1h&panel=3&to=now'],
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
