import { createByteWriter } from './byte-writer.js';
import { INDEX_PREFIX, indexTemplate, TEMPLATE_NAME, TEMPLATE_VERSION } from './index-template.js';
import { judgeStatus, toDelivery, type Delivery, type HttpAnswer, type Receiver, type SendRequest } from './receiver.js';
import type { ShippedLine } from './shipped-line.js';

export type ElasticsearchOptions = {
  /** Below which `/_bulk` is; a query is kept. */
  readonly url: string;
  /** Begins the id of every document, and must differ for every start of a process. */
  readonly idPrefix: string;
  /** Whether the index template is written when it is missing or older. */
  readonly installsTemplate: boolean;
  /** Told when the template could not be written and never will be. */
  readonly onTemplateRefused: (why: string) => void;
};

type BulkItem = { readonly create?: { readonly status?: number; readonly error?: { readonly type?: string; readonly reason?: string } } };
type BulkBody = { readonly items?: readonly BulkItem[] };

/** Only what is read of the answer: it has an entry for each line. */
const FILTER = 'items.*.status,items.*.error.type,items.*.error.reason';
/** Of `create`: a document of that id is there, so the line was taken when its answer got lost. */
const ALREADY_THERE = 409;
const MOST_REASON_CHARACTERS = 300;
/** What a line's action and the fields added to it have, about. */
const ACTION_BYTES = 200;

/**
 * Elasticsearch 8, or what takes its `_bulk`. A line goes to the index of its day (UTC), under an id of its own: sent
 * again, it is found to be there.
 */
export function createElasticsearchReceiver(send: SendRequest, options: ElasticsearchOptions): Receiver {
  const { idPrefix, installsTemplate, onTemplateRefused } = options;
  const url = urlBelow(options.url, '/_bulk', { filter_path: FILTER });
  let needsTemplate = installsTemplate;

  /** What stands in the way of sending lines; nothing once the template is there or was refused. */
  async function prepare(signal: AbortSignal): Promise<Delivery | undefined> {
    if (!needsTemplate) return undefined;
    const answer = await installTemplate(send, options.url, signal);
    const delivery = toDelivery(answer);
    if (isBusy(answer.status)) return delivery;
    if (delivery.kind !== 'taken') onTemplateRefused(delivery.why);
    needsTemplate = false;
    return undefined;
  }

  return {
    send: async (lines, signal) => {
      const obstacle = await prepare(signal);
      if (obstacle) return obstacle;
      const body = encodeBulk(lines, idPrefix);
      const headers = { 'content-type': 'application/x-ndjson' };
      return readBulkAnswer(await send({ method: 'POST', url, headers, body, signal }), lines);
    },
  };
}

/** Writes the template if there is none or an older one; gives the last answer. */
async function installTemplate(send: SendRequest, base: string, signal: AbortSignal): Promise<HttpAnswer> {
  const url = urlBelow(base, `/_index_template/${TEMPLATE_NAME}`);
  const headers = { 'content-type': 'application/json' };
  const found = await send({ method: 'GET', url, headers, signal });
  const isMissing = found.status === 404 || (found.status === 200 && versionOf(found.body) < TEMPLATE_VERSION);
  if (!isMissing) return found;
  return send({ method: 'PUT', url, headers, body: JSON.stringify(indexTemplate()), signal });
}

/** Who may not write templates can still write lines; who is busy can do neither. */
function isBusy(status: number): boolean {
  return status === 429 || status >= 500;
}

function versionOf(body: string): number {
  const { index_templates: found = [] } = parseJson<{ index_templates?: { index_template?: { version?: number } }[] }>(body) ?? {};
  return found[0]?.index_template?.version ?? 0;
}

/** The lines as a body of `_bulk`; of each, only its beginning is made here. */
function encodeBulk(lines: readonly ShippedLine[], idPrefix: string): Uint8Array {
  const body = createByteWriter(lines.reduce((sum, { start, end }) => sum + end - start + ACTION_BYTES, 0));
  for (const { bytes, start, end, time, sequence } of lines) {
    const index = `${INDEX_PREFIX}${time.slice(0, 4)}.${time.slice(5, 7)}.${time.slice(8, 10)}`;
    body.text(`{"create":{"_index":"${index}","_id":"${idPrefix}-${sequence}"}}\n{"@timestamp":"${time}","sequence":${sequence},`);
    // From behind its brace, with its line feed.
    body.copy(bytes, start + 1, end + 1);
  }
  return body.written();
}

function readBulkAnswer(answer: HttpAnswer, lines: readonly ShippedLine[]): Delivery {
  const delivery = toDelivery(answer);
  if (delivery.kind !== 'taken') return delivery;
  const items = parseJson<BulkBody>(answer.body)?.items ?? [];
  if (items.length !== lines.length) return { kind: 'later', why: `the answer speaks of ${items.length} lines, not of ${lines.length}` };
  const again: ShippedLine[] = [];
  let refused = 0;
  let whyRefused = '';
  let whyAgain = '';
  lines.forEach((line, index) => {
    const { kind, why } = judgeItem(items[index]);
    if (kind === 'again') {
      again.push(line);
      whyAgain ||= why;
    } else if (kind === 'refused') {
      refused += 1;
      whyRefused ||= why;
    }
  });
  return { kind: 'taken', refused, whyRefused, again, whyAgain };
}

function judgeItem({ create: { status = 500, error = {} } = {} }: BulkItem = {}) {
  const judged = judgeStatus(status);
  if (judged === 'taken' || status === ALREADY_THERE) return { kind: 'taken', why: '' } as const;
  const why = `HTTP ${status} ${error.type ?? ''}: ${error.reason ?? ''}`.slice(0, MOST_REASON_CHARACTERS);
  return { kind: judged === 'later' ? 'again' : 'refused', why } as const;
}

function parseJson<T>(text: string): T | undefined {
  try {
    return JSON.parse(text) as T;
  } catch {
    return undefined;
  }
}

/** The address that lines are searched at; before the first one there is no index, and none are found. */
export function searchUrl(base: string): string {
  return urlBelow(base, `/${INDEX_PREFIX}*/_search`, { ignore_unavailable: 'true', allow_no_indices: 'true' });
}

function urlBelow(base: string, path: string, query: Readonly<Record<string, string>> = {}): string {
  const url = new URL(base);
  url.pathname = `${url.pathname.replace(/\/+$/, '')}${path}`;
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return url.href;
}
