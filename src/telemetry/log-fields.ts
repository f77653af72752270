type FieldTypes = { text: string; number: number; texts: readonly string[] };

function field<T extends keyof FieldTypes>(type: T, meaning: string) {
  return { type, meaning } as const;
}

/**
 * Every field of a log line, with its meaning; a line holds only fields from this list. `null`: it does not apply, or is
 * not known. The logger itself adds `time` (ISO 8601, UTC), `level`, `service` and `message`.
 */
export const LOG_FIELDS = {
  idempotencyKey: field('text', "the client's key of the click"),
  userId: field('text', "the signed-in user, from the token's subject"),
  clickId: field('text', 'the click: document id in the ledger, last part of its status address'),
  traceId: field('text', 'W3C trace id of the request; the same in API line, worker line and ledger'),
  queueDepth: field('number', 'clicks accepted and not finished, from this admission or else the last that the process saw'),
  method: field('text', 'HTTP method'),
  endpoint: field('text', 'route template, or "unmatched"'),
  status: field('number', 'HTTP status of the answer'),
  durationMs: field('number', 'milliseconds from the request to its answer, or that the job took'),
  jobId: field('text', 'BullMQ job id'),
  jobName: field('text', 'BullMQ job name: "batch" for a ticket, "click" for a foreign click'),
  outcome: field('text', 'what came of the job: "posted", "gone" (another ticket was faster), "missing" (the batch lost its clicks), "taken-in" (a foreign click), "failed"'),
  batchId: field('text', 'the batch that the job announced'),
  batchSize: field('number', 'clicks of the batch'),
  processed: field('number', 'clicks that this job was the first to bring to a normal end'),
  attempts: field('number', 'how often the batch was taken, this time included'),
  mongoTransactionMs: field('number', 'milliseconds of the MongoDB transaction that held the batch, its commit included; of the try that succeeded'),
  mongoCommitMs: field('number', 'milliseconds of its commit alone'),
  clickIds: field('texts', 'the clicks of the batch, in the order of acceptance'),
  traceIds: field('texts', 'their trace ids, in the same order'),
  minutes: field('texts', 'minutes in which accepted clicks and rows of the ledger differ: beginning (UTC), accepted minus rows'),
  where: field('text', 'what was being done when a fault came up'),
  errorCode: field('text', 'code of the fault; docs/errors.md'),
  error: field('text', 'message of the fault'),
  cause: field('text', 'message of the fault below it'),
  stack: field('text', 'call stack of a fault that nobody foresaw'),
  leftOut: field('number', 'lines like this one that were not written since the last one'),
} as const;

export type LogField = keyof typeof LOG_FIELDS;

export type LogFields = {
  readonly [F in LogField]?: FieldTypes[(typeof LOG_FIELDS)[F]['type']] | null | undefined;
};
