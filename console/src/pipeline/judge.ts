import type { Alert, Alerts, ConsoleFacts, Figure, Health, Overview, PartHealth } from '../../../src/console/measured.ts';
import type { QueueState } from '../../../src/console/found.ts';
import type { State } from '../components/state-badge.tsx';
import type { LiveState } from '../hooks/live.ts';
import { isBudgetLow, isTroubleNow, isWellAgain } from './figure-state.ts';
import { hrefOfFigure, hrefOfPart, hrefOfRunbook, SILENT_API_RUNBOOK } from './links.ts';
import { separateAlerts } from './separate-alerts.ts';
import { capitalised, listed, type LinkedText, type Sentence } from './sentence.ts';

export type Known = {
  readonly facts: LiveState<ConsoleFacts>;
  readonly health: LiveState<Health>;
  readonly alerts: LiveState<Alerts>;
  readonly overview: LiveState<Overview>;
  readonly queue: LiveState<QueueState>;
  /** How far the overview looks back. */
  readonly spanId: string;
};

/**
 * Is all well: a word for the top bar, as grave as the gravest of what is found, and sentences, each with links to where one
 * looks next: the cause, then what comes of it, the gravest first, and last what only looks back.
 */
export type Judgement = { readonly state: State; readonly word: string; readonly sentences: readonly Sentence[] };

type Finding = { readonly state: State; readonly sentence: Sentence; /** Where it stands whatever its state is. */ readonly place?: 'first' | 'last' };

const WORDS: Record<State, string> = { bad: 'In trouble', warning: 'Needs a look', unknown: 'Not known', good: 'All is well', info: '' };
const ALL_IS_WELL: Sentence = ['Every part is up, no alert fires, and every figure of now is as it should be.'];
const GRAVEST_FIRST: readonly State[] = ['bad', 'warning', 'unknown'];
const PARTS: Record<PartHealth['name'], string> = { api: 'API', worker: 'Worker', redis: 'Redis', mongodb: 'MongoDB', prometheus: 'Prometheus', alertmanager: 'Alertmanager' };

export const nameOfPart = ({ name }: PartHealth): string => PARTS[name];

/** Within a sentence, with its address where there may be several. */
function partInSentence(part: PartHealth): string {
  const name = part.name === 'worker' ? 'the worker' : nameOfPart(part);
  return part.instance === undefined ? name : `${name} ${part.instance}`;
}

/** What is known of the pipeline, in one word and in sentences. What is not known is never called well. */
export function judge(known: Known): Judgement {
  if (known.facts.problem?.name === 'unreachable') {
    const whatToDo = { text: 'What to do', href: hrefOfRunbook(SILENT_API_RUNBOOK) };
    return { state: 'bad', word: 'No answer', sentences: [['The API does not answer: what is shown here is from before. ', whatToDo, '.']] };
  }
  const findings = [...ofParts(known.health), ...ofQueue(known.queue.value), ...ofAlerts(known), ...ofFigures(known), ...ofDurability(known.facts.value)];
  const isWaiting = [known.health, known.alerts, known.overview].some(({ value, problem }) => value === undefined && problem === undefined);
  const state = GRAVEST_FIRST.find((each) => findings.some((finding) => finding.state === each)) ?? 'good';
  if (state === 'good' && isWaiting) return { state: 'unknown', word: 'Asking', sentences: [['Asking every part …']] };
  const sentences = inOrder(findings).map(({ sentence }) => sentence);
  return { state, word: WORDS[state], sentences: state === 'good' ? [ALL_IS_WELL, ...sentences] : sentences };
}

function inOrder(findings: readonly Finding[]): Finding[] {
  const placed = (where: Finding['place']) => findings.filter(({ place }) => place === where);
  return [...placed('first'), ...GRAVEST_FIRST.flatMap((state) => placed(undefined).filter((finding) => finding.state === state)), ...placed('last')];
}

function ofParts({ value, problem }: Known['health']): Finding[] {
  if (problem) return [{ state: 'unknown', sentence: [`The state of the parts cannot be told: ${sentenceOf(problem)}`] }];
  const parts = value?.parts ?? [];
  const down = parts.filter(({ state }) => state === 'down').map((part) => ({ text: partInSentence(part), href: hrefOfPart(part) }));
  const unknown = parts.filter(({ state }) => state === 'unknown').map(partInSentence);
  return [
    ...(down.length > 0 ? [{ state: 'bad' as const, place: 'first' as const, sentence: [...capitalised(listed(down)), down.length === 1 ? ' is down.' : ' are down.'] }] : []),
    ...(unknown.length > 0 ? [{ state: 'unknown' as const, sentence: ['Whether ', ...listed(unknown), ` ${unknown.length === 1 ? 'is' : 'are'} up is not known.`] }] : []),
  ];
}

function ofAlerts(known: Known): Finding[] {
  const { value, problem } = known.alerts;
  if (problem) return [{ state: 'unknown', sentence: [`Whether alerts fire cannot be told: ${sentenceOf(problem)}`] }];
  // What another one explains is no news.
  const { present, past } = separateAlerts(value?.firing ?? [], known);
  const lacks = (value?.problems ?? []).map((sentence) => ({ state: 'unknown' as const, sentence: [sentence] }));
  return [...ofPresent(present), ...ofPast(past), ...lacks];
}

function ofPresent(alerts: readonly Alert[]): Finding[] {
  const names = namesOf(alerts);
  if (names.length === 0) return [];
  const state = alerts.some(({ severity }) => severity === 'critical') ? 'bad' : 'warning';
  return [{ state, sentence: [names.length === 1 ? 'An alert fires: ' : `${names.length} alerts fire: `, ...listed(names), '.'] }];
}

function ofPast(alerts: readonly Alert[]): Finding[] {
  const names = namesOf(alerts);
  if (names.length === 0) return [];
  return [{ state: 'warning', place: 'last', sentence: ['Looks back, the last minute is well: ', ...listed(names), names.length === 1 ? '. It ends by itself.' : '. They end by themselves.'] }];
}

/** Each name once, with its runbook. */
function namesOf(alerts: readonly Alert[]): LinkedText[] {
  return [...new Map(alerts.map(({ name, runbook = name }) => [name, { text: name, href: hrefOfRunbook(runbook) }])).values()];
}

/** What a person has done is told before what comes of it. Redis that does not tell is among the parts. */
function ofQueue(queue: QueueState | undefined): Finding[] {
  return queue?.isPaused ? [{ state: 'warning', place: 'first', sentence: [{ text: 'The queue is paused', href: '/console/queue' }, `${byWhom(queue.pause)}: nothing is credited until it is resumed.`] }] : [];
}

function byWhom(pause: QueueState['pause']): string {
  if (!pause || pause.problem !== undefined) return '';
  return pause.by === undefined ? ', not by the console' : ` by ${pause.by}`;
}

/** Why there are no figures is said where they would stand. */
function ofFigures({ overview: { value, problem }, spanId }: Pick<Known, 'overview' | 'spanId'>): Finding[] {
  if (problem) return [];
  const figures = value?.figures ?? [];
  const told = (words: string, state: State, isOne: (figure: Figure) => boolean): Finding[] => {
    const names = figures.filter(isOne).map((figure): LinkedText => ({ text: figure.title, href: hrefOfFigure(figure, spanId) }));
    return names.length === 0 ? [] : [{ state, sentence: [`${words}: `, ...listed(names), '.'], ...(state === 'good' && { place: 'last' as const }) }];
  };
  return [
    ...told('Bad', 'bad', (figure) => figure.state === 'bad' && isTroubleNow(figure)),
    ...told('Worth a look', 'warning', (figure) => figure.state === 'warning' && isTroubleNow(figure)),
    ...told('Getting better, the last minute is well', 'warning', isWellAgain),
    ...told('Used up, or nearly, by faults of the last 30 days', 'good', isBudgetLow),
  ];
}

function ofDurability(facts: ConsoleFacts | undefined): Finding[] {
  if (facts === undefined || !isBelowPromise(facts)) return [];
  const { promised, real } = facts.durability;
  return [{ state: 'warning', sentence: [{ text: 'Accepted clicks are kept less safely than promised', href: hrefOfRunbook('MiningDurabilityDegraded') }, `: ${promised} was promised, ${real} is true.`] }];
}

const LEVELS = ['none', 'fast', 'safe', 'replicated'];

export function isBelowPromise({ durability: { promised, real } }: ConsoleFacts): boolean {
  return real !== 'unknown' && LEVELS.indexOf(real) < LEVELS.indexOf(promised);
}

const sentenceOf = ({ title, detail }: { readonly title: string; readonly detail?: string }): string => detail ?? `${title}.`;
