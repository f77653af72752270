import type { ClickStatus, Problem } from './answers.js';

type Attempted = {
  readonly idempotencyKey: string;
  /** Requests that carried this click; 0 when it was aborted before the first. */
  readonly attempts: number;
  /** HTTP status of the last answer; absent when the last request had none. */
  readonly status?: number;
  /** How long the server asked to wait before the next attempt, in milliseconds. */
  readonly retryAfterMs?: number;
};

/**
 * What became of a click.
 *
 * | kind | the click | what to do |
 * |---|---|---|
 * | accepted | is safe, and new | nothing |
 * | replayed | is safe: this key was accepted before. `click` is absent when only its status could not be told | nothing |
 * | refused | was not accepted, and its key is not used up | see `problem`; with 429 or 503 repeat later with the same key |
 * | unknown | may have been accepted | repeat with the same key |
 */
export type ClickResult = Attempted &
  (
    | { readonly kind: 'accepted'; readonly click: ClickStatus; readonly problem?: undefined; readonly error?: undefined }
    | { readonly kind: 'replayed'; readonly click?: ClickStatus; readonly problem?: Problem; readonly error?: undefined }
    | { readonly kind: 'refused' | 'unknown'; readonly click?: undefined; readonly problem?: Problem; readonly error?: unknown }
  );

/** What a question about a click or an account led to. `absent`: no click of this user has this key or id. */
export type ReadResult<Value> =
  | { readonly kind: 'found'; readonly value: Value }
  | { readonly kind: 'absent'; readonly problem: Problem }
  | {
      readonly kind: 'failed';
      readonly attempts: number;
      readonly status?: number;
      readonly retryAfterMs?: number;
      readonly problem?: Problem;
      readonly error?: unknown;
    };
