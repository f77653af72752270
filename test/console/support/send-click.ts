import { randomUUID } from 'node:crypto';
import { signToken, theStack } from './console.js';

export type SentClick = { readonly clickId: string; readonly user: string; readonly key: string; readonly traceId: string };

/** Sends one click, by a trace of its own, which the API takes. */
export async function sendClick(user: string): Promise<SentClick> {
  const key = randomUUID();
  const traceId = randomUUID().replaceAll('-', '');
  const headers = {
    authorization: `Bearer ${await signToken(user, 'click')}`,
    'idempotency-key': key,
    traceparent: `00-${traceId}-${traceId.slice(0, 16)}-01`,
  };
  const answer = await fetch(`${theStack().api}/api/mining/click`, { method: 'POST', headers });
  if (answer.status !== 202) throw new Error(`the click of ${user} was answered with ${answer.status}`);
  const { clickId } = (await answer.json()) as { clickId: string };
  return { clickId, user, key, traceId };
}
