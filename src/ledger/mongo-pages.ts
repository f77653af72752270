import type { Collection, Filter, FindOptions, WithId } from 'mongodb';
import { PipelineError } from '../click/codes.js';

type Identified = { readonly _id: unknown };

/** What a cursor looks like, how the id is written that it ends with, and by which field documents are in the order of time. */
export type CursorForm<D extends Identified> = { readonly pattern: string; readonly toId: (text: string) => D['_id']; readonly time: keyof D & string };

export type PageChoice = { readonly order: 'newest' | 'oldest'; readonly limit: number; readonly cursor?: string };

/**
 * Reads a page in the order of time, and of the ids where that is the same. A cursor names the last document of the page
 * before by both: what is added or removed meanwhile shifts nothing.
 */
export async function readPage<D extends Identified>(
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
  const documents = await found.sort({ [form.time]: direction, _id: direction }).limit(limit + 1).toArray();
  return cutPage(documents, limit, form);
}

/** Of documents in their order, those of a page; `next` is there when there is more. */
export function cutPage<D extends Identified, R extends Identified>(documents: readonly R[], limit: number, form: CursorForm<D>): { readonly documents: readonly R[]; readonly next?: string } {
  const shown = documents.slice(0, limit);
  const last = shown.at(-1);
  return { documents: shown, ...(documents.length > limit && last && { next: cursorOf(last, form.time) }) };
}

/** What is behind the document that a cursor names. */
export function filterBehind<D extends Identified>(cursor: string, order: PageChoice['order'], { pattern, toId, time }: CursorForm<D>): Filter<D> {
  if (!new RegExp(pattern).test(cursor)) throw new PipelineError('INTERNAL', `${cursor} is no cursor of a page`);
  const [at, id] = [new Date(Number(cursor.slice(0, 13))), toId(cursor.slice(14))];
  // The first bound follows from the others; an index is searched by it.
  const behind =
    order === 'newest'
      ? { [time]: { $lte: at }, $or: [{ [time]: { $lt: at } }, { _id: { $lt: id } }] }
      : { [time]: { $gte: at }, $or: [{ [time]: { $gt: at } }, { _id: { $gt: id } }] };
  return behind as Filter<D>;
}

function cursorOf(document: Identified, time: string): string {
  const at = Number((document as Readonly<Record<string, unknown>>)[time]);
  return `${String(at).padStart(13, '0')}-${String(document._id)}`;
}
