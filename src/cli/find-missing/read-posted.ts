import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** A click that a worker's log says was committed to the ledger. */
export type PostedClick = { readonly clickId: string; readonly batchId: string; /** ISO 8601. */ readonly at: string };

/** Milliseconds since 1970; `to` is not in it. */
export type Span = { readonly from: number; readonly to: number };

/** What `up` writes, and what was laid aside of it: `worker.ndjson.old`, `worker.ndjson.1`. */
const WORKER_LOG = /^worker\.ndjson([.-][\w.-]+)?$/;
const POSTED = '"outcome":"posted"';

type PostedLine = { readonly time: string; readonly batchId: string; readonly clickIds: readonly string[] };

/**
 * The clicks that workers say they posted in this time, each once, in the order of the log.
 *
 * @throws Error when the folder holds no log of a worker, or cannot be read
 */
export async function readPosted(folder: string, span: Span): Promise<readonly PostedClick[]> {
  const files = (await readdir(folder)).filter((name) => WORKER_LOG.test(name)).sort();
  if (files.length === 0) throw new Error(`there is no worker.ndjson in ${folder}: name the folder that the worker's log lines are in with --logs`);
  const posted = new Map<string, PostedClick>();
  for (const file of files) {
    for await (const text of createInterface({ input: createReadStream(join(folder, file)), crlfDelay: Infinity })) {
      for (const click of postedIn(text, span)) posted.set(click.clickId, click);
    }
  }
  return [...posted.values()];
}

function postedIn(text: string, { from, to }: Span): PostedClick[] {
  if (!text.includes(POSTED)) return [];
  const line = parse(text);
  const at = Date.parse(line?.time ?? '');
  if (!line || !(at >= from && at < to)) return [];
  return line.clickIds.map((clickId) => ({ clickId, batchId: line.batchId, at: line.time }));
}

/** undefined for a line that was cut short when its process was killed. */
function parse(text: string): PostedLine | undefined {
  try {
    return JSON.parse(text) as PostedLine;
  } catch {
    return undefined;
  }
}
