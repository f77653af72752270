import type { Collection, Filter, FindOptions, WithId } from 'mongodb';
import { PipelineError } from '../click/codes.js';

type TimedDocument = { readonly _id: unknown; readonly at: Date };

/** What a cursor looks like, and how the id is written that it ends with. */
export type CursorForm<D extends TimedDocument> = { readonly pattern: string; readonly toId: (text: string) => D['_id'] };

export type PageChoice = { readonly order: 'newest' | 'oldest'; readonly limit: number; readonly cursor?: string };

/**
 * Reads a page in the order of `at`, and of the ids where that is the same. A cursor names the last document of the page
 * before by both: what is added or removed meanwhile shifts nothing.
 */
export async function readPage<D extends TimedDocument>(
  collection: Collection<D>,
  filters: readonly Filter<D>[],
  { order, limit, cursor }: PageChoice,
  form: CursorForm<D>,
  options: FindOptions,
): Promise<{ readonly documents: readonly WithId<D>[]; readonly next?: string }> {
  const direction = order === 'newest' ? -1 : 1;
  const behind = cursor === undefined ? [] : [filterBehind(cursor, order, form)];
  const all = [...filters, ...behind];
  const found = collection.find((all.length > 0 ? { $and: all } : {}) as Filter<D>, options);
  const documents = await found.sort({ at: direction, _id: direction }).limit(limit + 1).toArray();
  const shown = documents.slice(0, limit);
  const last = shown.at(-1);
  return { documents: shown, ...(documents.length > limit && last && { next: cursorOf(last) }) };
}

function filterBehind<D extends TimedDocument>(cursor: string, order: PageChoice['order'], { pattern, toId }: CursorForm<D>): Filter<D> {
  if (!new RegExp(pattern).test(cursor)) throw new PipelineError('INTERNAL', `${cursor} is no cursor of a page`);
  const [at, id] = [new Date(Number(cursor.slice(0, 13))), toId(cursor.slice(14))];
  // The first bound follows from the others; an index is searched by it.
  const behind = order === 'newest' ? { at: { $lte: at }, $or: [{ at: { $lt: at } }, { _id: { $lt: id } }] } : { at: { $gte: at }, $or: [{ at: { $gt: at } }, { _id: { $gt: id } }] };
  return behind as Filter<D>;
}

function cursorOf({ at, _id }: TimedDocument): string {
  return `${String(Number(at)).padStart(13, '0')}-${String(_id)}`;
}
