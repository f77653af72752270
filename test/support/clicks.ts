import { randomBytes } from 'node:crypto';
import { createClickId, fingerprintBody } from '../../src/click/click-id.js';
import type { AcceptedClick, Click } from '../../src/click/click.js';
import type { AdmissionRequest } from '../../src/admission/admission.js';

export type ClickChoice = { userId?: string; key?: string; ip?: string; source?: string };

/** A click of a user with a new key, unless chosen otherwise. */
export function makeClick({ userId = 'user-1', key, source }: ClickChoice = {}): Click {
  const idempotencyKey = key ?? `key-${randomBytes(8).toString('hex')}`;
  const traceId = randomBytes(16).toString('hex');
  return {
    clickId: createClickId(userId, idempotencyKey),
    userId,
    idempotencyKey,
    traceId,
    ...(source !== undefined && { source }),
  };
}

export function makeRequest(choice: ClickChoice = {}): AdmissionRequest {
  const click = makeClick(choice);
  const body = click.source === undefined ? {} : { source: click.source };
  return { click, fingerprint: fingerprintBody(click.userId, body), ip: choice.ip ?? '127.0.0.1' };
}

export function makeAcceptedClick(choice: ClickChoice & { acceptedAt?: number } = {}): AcceptedClick {
  return { ...makeClick(choice), acceptedAt: choice.acceptedAt ?? Date.now() };
}
