import type { ErrorCode, RejectCode } from './codes.js';

/** How a click ended, as the ledger holds it. `amount` and `balance` are whole units; `balance` is the one after the click. */
export type ClickOutcome =
  | { readonly status: 'credited'; readonly amount: number; readonly balance: number }
  | { readonly status: 'rejected'; readonly code: RejectCode }
  | { readonly status: 'failed'; readonly code: ErrorCode };

/** Where a click is, from acceptance to its end. */
export type ClickStatus = { readonly status: 'queued' } | { readonly status: 'processing' } | ClickOutcome;
