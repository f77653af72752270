import { randomUUID } from 'node:crypto';
import { postUntilAccepted } from '../../support/post-until-accepted.js';
import { signToken, theStack } from './console.js';

export type SentClick = { readonly clickId: string; readonly user: string; readonly key: string; readonly traceId: string };

/** Sends one click, by a trace of its own, which the API takes. */
export async function sendClick(user: string): Promise<SentClick> {
  const key = randomUUID();
  const traceId = randomUUID().replaceAll('-', '');
  const traceparent = `00-${traceId}-${traceId.slice(0, 16)}-01`;
  const token = await signToken(user, 'click');
  const clickId = await postUntilAccepted({ url: theStack().api, userId: user, token, idempotencyKey: key, traceparent });
  return { clickId, user, key, traceId };
}
