/**
 * Why an attempt to bring a click into the ledger failed; the values of the label `error_code`, a closed list.
 * Each has a section in `docs/errors.md`.
 */
export const ERROR_CODES = [
  'LEDGER_UNAVAILABLE',
  'LEDGER_CONFLICT',
  'LEDGER_REFUSED',
  'CLICK_KILLS_WORKER',
  'BATCH_MISSING',
  'BATCH_UNREADABLE',
  'TICKET_INVALID',
  'FOREIGN_CLICK_INVALID',
  'QUEUE_UNAVAILABLE',
  'INTERNAL',
] as const;
export type ErrorCode = (typeof ERROR_CODES)[number];

/** Why a click was turned down, by the reward policy or since its user was erased: a normal end, not a failure. */
export const REJECT_CODES = ['ACCOUNT_SUSPENDED', 'COOLDOWN', 'DAILY_CAP', 'ERASED'] as const;
export type RejectCode = (typeof REJECT_CODES)[number];

/** A fault that carries its error code. `cause` holds what was thrown below. */
export class PipelineError extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'PipelineError';
    this.code = code;
  }
}

/** The error code of anything that was thrown; `INTERNAL` for what nobody foresaw. */
export function errorCodeOf(error: unknown): ErrorCode {
  return error instanceof PipelineError ? error.code : 'INTERNAL';
}
