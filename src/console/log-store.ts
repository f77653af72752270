import type { HttpAnswer } from '../telemetry/log-shipping/receiver.js';
import type { LogLines } from './found.js';

type StoreName = 'loki' | 'elasticsearch';
type Found = Pick<LogLines, 'lines' | 'isCut'>;
/** An answer, and how lines are read out of its body, if it is a good one. */
type Asked<B> = { readonly answer: HttpAnswer; readonly read: (body: B) => Found };

const ANSWER_WITHIN_MS = 4000;
const MOST_REASON_CHARACTERS = 200;
const TITLES = { loki: 'Loki', elasticsearch: 'Elasticsearch' } as const;

/** Asks a store of log lines, for four seconds at most; whatever is wrong becomes the `problem`. */
export async function askLogStore<B>(source: StoreName, setting: string, ask: (signal: AbortSignal) => Promise<Asked<B>>): Promise<LogLines> {
  const fail = (why: string): LogLines => ({
    source,
    lines: [],
    isCut: true,
    problem: `${TITLES[source]} did not give log lines (${why.slice(0, MOST_REASON_CHARACTERS)}): see whether it runs, and look at ${setting}.`,
  });
  try {
    const { answer, read } = await ask(AbortSignal.timeout(ANSWER_WITHIN_MS));
    if (answer.status !== 200) return fail(`HTTP ${answer.status} ${answer.body.trim()}`);
    return { source, ...read(JSON.parse(answer.body) as B) };
  } catch (fault) {
    return fail(fault instanceof Error ? fault.message : String(fault));
  }
}
