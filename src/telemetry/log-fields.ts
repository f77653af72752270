type FieldTypes = { text: string; number: number; texts: readonly string[] };

/** How Elasticsearch keeps a field; `stored` is given back with its document and cannot be searched for. */
export type FieldStorage = 'keyword' | 'text' | 'stored' | 'integer' | 'long' | 'float' | 'ip' | 'date';

/**
 * What the settings of privacy do with a field: `id` names a person or what the person sent and can be hashed, `address`
 * can be shortened or left out, `message` is free text in which an id may stand in quotes.
 */
export type FieldPrivacy = 'id' | 'address' | 'message';

type Field<T extends keyof FieldTypes> = {
  readonly type: T;
  readonly storage: FieldStorage;
  readonly meaning: string;
  readonly privacy?: FieldPrivacy;
};

function field<T extends keyof FieldTypes>(type: T, storage: FieldStorage, meaning: string, privacy?: FieldPrivacy): Field<T> {
  return { type, storage, meaning, ...(privacy && { privacy }) };
}

/**
 * Every field of a log line, with its meaning; a line holds only fields from this list. `null`: it does not apply, or is
 * not known. docs/logs.md and Elasticsearch's index template are made from it.
 */
export const LOG_FIELDS = {
  idempotencyKey: field('text', 'keyword', "the client's key of the click", 'id'),
  userId: field('text', 'keyword', "the signed-in user, from the token's subject", 'id'),
  clickId: field('text', 'keyword', 'the click: document id in the ledger, last part of its status address'),
  traceId: field('text', 'keyword', 'W3C trace id of the request; the same in API line, worker line and ledger'),
  clientIp: field('text', 'ip', 'address that the request came from', 'address'),
  queueDepth: field('number', 'integer', 'clicks accepted and not finished, from this admission or else the last that the process saw'),
  method: field('text', 'keyword', 'HTTP method'),
  endpoint: field('text', 'keyword', 'route template, or "unmatched"'),
  status: field('number', 'integer', 'HTTP status of the answer'),
  problem: field('text', 'keyword', 'why the request was refused: name of the problem that was its answer; docs/problems.md'),
  durationMs: field('number', 'float', 'milliseconds from the request to its answer, or that the job took'),
  jobId: field('text', 'keyword', 'BullMQ job id'),
  jobName: field('text', 'keyword', 'BullMQ job name: "batch" for a ticket, "click" for a foreign click'),
  outcome: field('text', 'keyword', 'what came of the job: "posted", "gone" (another ticket was faster), "missing" (the batch lost its clicks), "taken-in" (a foreign click), "failed"'),
  batchId: field('text', 'keyword', 'the batch that the job announced'),
  batchSize: field('number', 'integer', 'clicks of the batch'),
  processed: field('number', 'integer', 'clicks that this job was the first to bring to a normal end'),
  attempts: field('number', 'integer', 'how often the batch was taken, this time included'),
  mongoTransactionMs: field('number', 'float', 'milliseconds of the MongoDB transaction that held the batch, its commit included; of the try that succeeded'),
  mongoCommitMs: field('number', 'float', 'milliseconds of its commit alone'),
  clicks: field('number', 'integer', 'clicks of a request of many, or of the dead letters that were removed'),
  statuses: field('texts', 'keyword', 'how many of them got each status, such as "202=98"'),
  clickIds: field('texts', 'keyword', 'the clicks of the batch, in the order of acceptance; those of a request of many, in its order'),
  traceIds: field('texts', 'keyword', 'their trace ids, in the same order'),
  minutes: field('texts', 'keyword', 'minutes in which accepted clicks and rows of the ledger differ: beginning (UTC), accepted minus rows'),
  where: field('text', 'keyword', 'what was being done when a fault came up'),
  errorCode: field('text', 'keyword', 'code of the fault; docs/errors.md'),
  error: field('text', 'text', 'message of the fault', 'message'),
  cause: field('text', 'text', 'message of the fault below it', 'message'),
  stack: field('text', 'stored', 'call stack of a fault that nobody foresaw', 'message'),
  leftOut: field('number', 'integer', 'lines like this one that were not written since the last one'),
  sink: field('text', 'keyword', 'receiver of log lines that the line is about: "loki" or "elasticsearch"'),
  linesDropped: field('number', 'integer', 'lines that did not reach that receiver and never will, since the last line about it'),
} as const;

/** What the logger itself adds to every line. */
export const LINE_FIELDS = {
  time: field('text', 'date', 'when it was written: ISO 8601, UTC, milliseconds'),
  level: field('text', 'keyword', '`debug`, `info`, `warn` or `error`'),
  service: field('text', 'keyword', "the process, as Prometheus' `job`"),
  message: field('text', 'text', 'what happened'),
} as const;

/** What the transport to Elasticsearch adds to every document. */
export const SHIPPED_FIELDS = {
  '@timestamp': field('text', 'date', 'the same as `time`'),
  sequence: field('number', 'long', 'number of the line in its process, rising: the order of lines of the same millisecond'),
} as const;

export type LogField = keyof typeof LOG_FIELDS;

export type LogFields = {
  readonly [F in LogField]?: FieldTypes[(typeof LOG_FIELDS)[F]['type']] | null | undefined;
};
