import { ask, type Answer } from './ask.ts';

const kept = new Map<string, string>();

/**
 * The runbook, as Markdown; the pages are public, and so is this address. One that was loaded once is kept in memory, for
 * when the API does not answer: it says what to do then.
 */
export async function askRunbook(name: string, signal: AbortSignal): Promise<Answer<string>> {
  const known = kept.get(name);
  if (known !== undefined) return { ok: true, value: known };
  const answer = await ask<string>(`/docs/runbooks/${encodeURIComponent(name)}`, { signal });
  if (answer.ok) kept.set(name, answer.value);
  return answer;
}
