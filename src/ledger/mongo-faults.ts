import { MongoError, MongoServerError } from 'mongodb';
import { PipelineError } from '../click/codes.js';

/** Server codes that mean "not now": shutdown, step-down, time-out of the operation, interruption, too few members, a full disk. */
const UNAVAILABLE_CODES = new Set([6, 7, 50, 64, 89, 91, 100, 189, 262, 9001, 10107, 11600, 11602, 13435, 13436, 14031]);
/**
 * Server codes that mean "another transaction was in the way": lock time-out, write conflict, no such transaction; and
 * interrupted, when whoever took the batch next ended the session of a worker that was frozen, or an operator did.
 */
const CONFLICT_CODES = new Set([24, 112, 225, 246, 251, 11601]);
const DUPLICATE_KEY = 11000;
const TRANSIENT_LABELS = ['TransientTransactionError', 'UnknownTransactionCommitResult'];
/** The driver itself found a document impossible to send. */
const DOCUMENT_FAULTS = new Set(['MongoInvalidArgumentError', 'MongoAPIError']);

/** Gives what the driver threw its error code; the driver's own error stays as the cause. */
export function toLedgerError(error: unknown): PipelineError {
  if (error instanceof PipelineError) return error;
  if (isConflict(error)) return new PipelineError('LEDGER_CONFLICT', messageOf(error), { cause: error });
  if (isUnavailable(error)) return new PipelineError('LEDGER_UNAVAILABLE', messageOf(error), { cause: error });
  if (error instanceof MongoError) return new PipelineError('LEDGER_REFUSED', messageOf(error), { cause: error });
  return new PipelineError('INTERNAL', messageOf(error), { cause: error });
}

/** A duplicate key inside a transaction means that a twin committed first: the next try finds its row and skips. */
function isConflict(error: unknown): boolean {
  if (!(error instanceof MongoServerError)) return false;
  return error.code === DUPLICATE_KEY || CONFLICT_CODES.has(Number(error.code));
}

/** Whether a ledger error came of a click that the ledger has already. */
export function isDuplicateKey(error: unknown): boolean {
  const cause = error instanceof PipelineError ? error.cause : error;
  return cause instanceof MongoServerError && cause.code === DUPLICATE_KEY;
}

/** What the server did not say itself (network, server selection, pool) is about reaching it, not about the clicks. */
function isUnavailable(error: unknown): boolean {
  if (!(error instanceof MongoError)) return isSocketFault(error);
  if (TRANSIENT_LABELS.some((label) => error.hasErrorLabel(label))) return true;
  if (error instanceof MongoServerError) return UNAVAILABLE_CODES.has(Number(error.code));
  return !DOCUMENT_FAULTS.has(error.name);
}

/**
 * A write to a connection that was just reset fails with the socket's own fault, which the driver passes on as it is; and
 * its `commitTransaction` stumbles over such a fault, which it asks for labels that only its own faults have.
 */
function isSocketFault(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return 'syscall' in error || (error instanceof TypeError && error.message.includes('hasErrorLabel'));
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
