import { limitTime } from '../client/limit-time.js';

const ANSWER_WITHIN_MS = 2_000;

/** Resolves when `url` answers 2xx. */
export async function probeHttp(url: string, signal: AbortSignal): Promise<void> {
  const answer = await fetch(url, { signal: limitTime(ANSWER_WITHIN_MS, signal) });
  await answer.body?.cancel();
  if (!answer.ok) throw new Error(`${url} answers ${answer.status}`);
}
