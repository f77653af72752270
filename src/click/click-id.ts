import { createHash } from 'node:crypto';
import type { ClickBody } from './click.js';

/** What `createClickId` gives, for schemas. */
export const CLICK_ID_PATTERN = '^c[0-9a-f]{40}$';

/**
 * The id of a click: `"c"` and the first 40 hex digits of SHA-256(userId, NUL, idempotencyKey).
 *
 * It needs no secret, so it survives every rotation, and it differs between users, so nobody can block another's key.
 */
export function createClickId(userId: string, idempotencyKey: string): string {
  const digest = createHash('sha256').update(`${userId}\0${idempotencyKey}`).digest('hex');
  return `c${digest.slice(0, 40)}`;
}

/**
 * A short digest of a validated body (96 bits) and of its user (72 bits): two requests with one key are the same click
 * only if it is equal.
 *
 * It is taken from the parsed fields in a fixed order, so white space and member order of the JSON do not matter.
 */
export function fingerprintBody(userId: string, body: ClickBody): string {
  const canonical = JSON.stringify([body.clientTimestamp ?? null, body.source ?? null]);
  return `${digestText(canonical).slice(0, 16)}.${ownerTag(userId)}`;
}

/** Whether a fingerprint was made for a click of this user. */
export function isFingerprintOf(userId: string, fingerprint: string): boolean {
  return fingerprint.endsWith(`.${ownerTag(userId)}`);
}

function ownerTag(userId: string): string {
  return digestText(userId).slice(0, 12);
}

function digestText(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}
