import type { LedgerRecord, LedgerRow } from '../ledger/click-history.js';
import type { DeadLetter } from '../ledger/dead-letters.js';
import type { QueuedClick } from '../queue/click-queue.js';
import type { FoundClick, LogLine, TimelineStep } from './found.js';

/** What each part knows of one click. */
export type KnownClick = {
  readonly clickId: string;
  readonly queued?: QueuedClick | undefined;
  readonly ledger?: LedgerRecord | undefined;
  readonly letter?: DeadLetter | undefined;
  /** Lines about it, oldest first. */
  readonly lines: readonly LogLine[];
};

export function rowOf({ ledger }: KnownClick): LedgerRow | undefined {
  return ledger?.kind === 'row' ? ledger.row : undefined;
}

/** When it was accepted, by a store that keeps it. */
export function acceptanceOf({ ledger, queued, letter }: KnownClick): { readonly at: number; readonly from: TimelineStep['from'] } | undefined {
  const inLedger = ledger && (ledger.kind === 'row' ? ledger.row : ledger.stub).acceptedAt;
  if (inLedger) return { at: Number(inLedger), from: 'ledger' };
  if (queued?.unfinished?.click) return { at: queued.unfinished.click.acceptedAt, from: 'redis' };
  return letter?.payload && { at: letter.payload.acceptedAt, from: 'dead letters' };
}

/** Log lines that name its batch, such as those of its jobs. */
export function batchIdOf({ queued, lines }: KnownClick): string | undefined {
  if (queued) return queued.batchId;
  const ofJob = lines.find(({ fields }) => typeof fields['batchId'] === 'string');
  return ofJob && String(ofJob.fields['batchId']);
}

/** The ledger's word counts before the queue's, and that before the others': a click moves from the queue to the ledger. */
export function statusOf(known: KnownClick): Pick<FoundClick, 'status' | 'code'> {
  const { ledger, queued, letter } = known;
  if (ledger?.kind === 'stub') return { status: ledger.stub.erasedAt ? 'erased' : 'archived' };
  if (ledger?.kind === 'row') {
    const { status, code, archivedAt } = ledger.row;
    return { status: archivedAt ? 'archived' : status, ...(code !== undefined && { code }) };
  }
  if (queued?.unfinished) return { status: 'queued' };
  return letter ? statusOfLetter(letter) : { status: 'unknown' };
}

function statusOfLetter({ state, code, replays }: DeadLetter): Pick<FoundClick, 'status' | 'code'> {
  const last = replays.at(-1);
  if (state === 'open' || last === undefined || last.result === 'failed') return { status: 'failed', code };
  return { status: last.result, ...(last.result === 'rejected' && { code: last.code }) };
}
