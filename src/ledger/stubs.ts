import type { ClickDocument } from './documents.js';

/**
 * What `clicks` keeps of a click whose row was moved to the archive or erased. Its id stays, and with it the promise that
 * the click is credited once; about 70 bytes.
 *
 *   row --archive--> stub (archivedAt), row in clicks_archive --forget--> nothing: the promise ends
 *    |                 |
 *    +-----erase-------+--> stub (acceptedAt, erasedAt) --forget--> nothing
 */
export type ClickStub = ArchivedStub | ErasedStub;

export type ArchivedStub = { readonly _id: string; readonly status: ClickDocument['status']; readonly archivedAt: Date };

/** The time of acceptance stays, since clicks are compared with what was accepted by their minutes. */
export type ErasedStub = { readonly _id: string; readonly status: ClickDocument['status']; readonly acceptedAt: Date; readonly erasedAt: Date };

export function isStub(document: ClickDocument | ClickStub): document is ClickStub {
  return !('userId' in document);
}

/** Update that leaves of an archived row what is needed to know that the click was posted. */
export function toArchivedStub(archivedAt: Date) {
  return [{ $replaceWith: { _id: '$_id', status: '$status', archivedAt } }];
}

/** Update that leaves of a row nothing that tells of its user. */
export function toErasedStub(erasedAt: Date) {
  return [{ $replaceWith: { _id: '$_id', status: '$status', acceptedAt: '$acceptedAt', erasedAt } }];
}
