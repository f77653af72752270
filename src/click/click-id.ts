import { hash } from 'node:crypto';
import type { ClickBody } from './click.js';

/** What `createClickId` gives, for schemas. */
export const CLICK_ID_PATTERN = '^c[0-9a-f]{40}$';

/**
 * The id of a click: `"c"` and the first 40 hex digits of SHA-256(userId, NUL, idempotencyKey).
 *
 * It needs no secret, so it survives every rotation, and it differs between users, so nobody can block another's key.
 */
export function createClickId(userId: string, idempotencyKey: string): string {
  return `c${hash('sha256', `${userId}\0${idempotencyKey}`, 'hex').slice(0, 40)}`;
}

/** The fingerprint of an empty body, which most clicks have: nothing to digest. */
const EMPTY_BODY = '-';

/**
 * What two requests with one key must have in common to be the same click: a short digest of the validated body
 * (96 bits), and the user.
 *
 * It is taken from the parsed fields in a fixed order, so white space and member order of the JSON do not matter.
 */
export function fingerprintBody(userId: string, { clientTimestamp, source }: ClickBody): string {
  if (clientTimestamp === undefined && source === undefined) return `${EMPTY_BODY}.${userId}`;
  const canonical = JSON.stringify([clientTimestamp ?? null, source ?? null]);
  return `${hash('sha256', canonical, 'base64url').slice(0, 16)}.${userId}`;
}

/** The user whose click a fingerprint was made for. */
export function userOfFingerprint(fingerprint: string): string {
  return fingerprint.slice(fingerprint.indexOf('.') + 1);
}

/** Whether a fingerprint was made for a click of this user. */
export function isFingerprintOf(userId: string, fingerprint: string): boolean {
  return userOfFingerprint(fingerprint) === userId;
}
