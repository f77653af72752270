import type { HttpAnswer } from '../telemetry/log-shipping/receiver.js';

type StoreName = 'loki' | 'elasticsearch';
/** An answer, and how what was asked for is read out of its body, if it is a good one. */
type Asked<B, F> = { readonly answer: HttpAnswer; readonly read: (body: B) => F };
type NotFound = { readonly lines: readonly []; readonly isCut: true; readonly problem: string };

/** Milliseconds that a question about a click may take. */
export const ANSWER_WITHIN_MS = 4000;
const MOST_REASON_CHARACTERS = 200;
const TITLES = { loki: 'Loki', elasticsearch: 'Elasticsearch' } as const;

/** Asks a store of log lines, for so long at most; whatever is wrong becomes the `problem`. */
export async function askLogStore<S extends StoreName, B, F extends object>(
  source: S,
  setting: string,
  withinMs: number,
  ask: (signal: AbortSignal) => Promise<Asked<B, F>>,
): Promise<{ readonly source: S } & (F | NotFound)> {
  const fail = (why: string) => {
    const problem = `${TITLES[source]} did not give log lines (${why.slice(0, MOST_REASON_CHARACTERS)}): see whether it runs, and look at ${setting}.`;
    return { source, lines: [], isCut: true, problem } as const;
  };
  try {
    const { answer, read } = await ask(AbortSignal.timeout(withinMs));
    if (answer.status !== 200) return fail(`HTTP ${answer.status} ${answer.body.trim()}`);
    return { source, ...read(JSON.parse(answer.body) as B) };
  } catch (fault) {
    return fail(fault instanceof Error ? fault.message : String(fault));
  }
}
