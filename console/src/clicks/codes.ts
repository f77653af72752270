import type { ErrorCode, RejectCode } from '../../../src/click/codes.ts';

/** What a code means and what to do, in a sentence or two; docs/errors.md says all of it. */
const FAILURES: Readonly<Record<ErrorCode, string>> = {
  LEDGER_UNAVAILABLE: 'MongoDB was out of reach or could not write. See that it runs and has a primary; nothing has to be repeated by hand.',
  LEDGER_CONFLICT: 'Another transaction was in the way. A few are normal; many mean too many workers whose clicks share accounts.',
  LEDGER_REFUSED: 'MongoDB answers and will not take this click: read the message. Where it names a field of an account, that account was changed by hand, and repair-account puts it right. Otherwise MongoDB takes nothing. Replay when that is mended.',
  CLICK_KILLS_WORKER: 'Workers died three times while they posted this click. The API does not replay it: mining-clicks dead-letters replay does, where a crash hurts nobody.',
  BATCH_MISSING: 'A batch was listed in Redis and its clicks were not there: Redis lost writes, or keys were removed. It holds no click to replay; it stays as a record.',
  BATCH_UNREADABLE: 'The batch holds what is no click of this version: a newer version wrote it, or somebody else did.',
  TICKET_INVALID: 'A job of the queue is no ticket: another program put it there.',
  TICKET_TOO_NEW: 'A newer version wrote the ticket: finish updating the workers.',
  FOREIGN_CLICK_INVALID: 'A job that another program put into the queue does not hold a user and an idempotency key as it should.',
  QUEUE_UNAVAILABLE: 'Redis was out of reach.',
  INTERNAL: 'Nobody foresaw this fault: read the message and the log lines, and report it.',
};

const REJECTIONS: Readonly<Record<RejectCode, string>> = {
  ACCOUNT_SUSPENDED: 'The account was suspended when the click was decided. That is a normal end.',
  COOLDOWN: 'The user had clicked too shortly before. That is a normal end.',
  DAILY_CAP: 'The user had reached the most of a day. That is a normal end.',
  ERASED: 'The user was erased before the click was decided.',
};

export const ERROR_CODES_SHOWN = Object.keys(FAILURES).sort();

const MEANINGS: Readonly<Record<string, string>> = { ...FAILURES, ...REJECTIONS };

export function meaningOf(code: string): string | undefined {
  return Object.hasOwn(MEANINGS, code) ? MEANINGS[code] : undefined;
}
