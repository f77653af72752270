import { createClickId } from '../../src/click/click-id.js';
import { createMiningClient } from '../../src/client/mining-client.js';

export type Posting = {
  /** Of the API. */
  readonly url: string;
  readonly userId: string;
  /** Of this user. */
  readonly token: string;
  readonly idempotencyKey: string;
  readonly traceparent?: string;
};

/** As many tries as fit into this: a machine may stand still again and again. */
const TRIES = { maxAttempts: 60, retryForMs: 60_000 };

/**
 * Posts a click as an app does, with the same key again while it is refused for now; gives its id. When the machine stands
 * still for half a second Redis is too late for a click, which is answered 503: for a test that needs a click this is no fault.
 */
export async function postUntilAccepted({ url, userId, token, idempotencyKey, traceparent }: Posting): Promise<string> {
  const client = createMiningClient({ baseUrl: url, token, ...TRIES });
  const result = await client.click({ idempotencyKey }, traceparent === undefined ? {} : { traceparent });
  if (result.kind === 'refused' || result.kind === 'unknown') throw new Error(`the click of ${userId} was not accepted: ${JSON.stringify(result)}`);
  return result.click?.clickId ?? createClickId(userId, idempotencyKey);
}
