import { promisify } from 'node:util';
import { constants, gzip } from 'node:zlib';
import { Agent, request } from 'undici';
import { DeadlineError } from '../../redis/deadline.js';
import type { HttpAnswer, SendRequest } from '../../telemetry/log-shipping/receiver.js';
import type { ReceiverSettings } from './shipping-settings.js';

const compress = promisify(gzip);

const ANSWER_WITHIN_MS = 10_000;
const CONNECT_WITHIN_MS = 5_000;
const LONGEST_WAIT_MS = 60_000;

export type SenderOptions = {
  /** Whether bodies are compressed. */
  readonly gzip: boolean;
  /** Certificates that may have signed the receiver's; Node's own when they are missing. */
  readonly ca: readonly string[] | undefined;
};

/** Sends requests to one receiver, one at a time. What it says never holds a credential. */
export function openHttpSender(receiver: ReceiverSettings, { gzip: isCompressed, ca }: SenderOptions): SendRequest {
  const dispatcher = new Agent({
    connections: 1,
    headersTimeout: ANSWER_WITHIN_MS,
    bodyTimeout: ANSWER_WITHIN_MS,
    connect: { timeout: CONNECT_WITHIN_MS, ...(ca && { ca: [...ca] }) },
  });
  const hideSecrets = (text: string) => receiver.secrets.reduce((rest, secret) => rest.replaceAll(secret, '***'), text);

  async function send({ method, url, headers, body, signal }: Parameters<SendRequest>[0]): Promise<HttpAnswer> {
    const isGzip = isCompressed && body !== undefined;
    const answer = await request(url, {
      method,
      dispatcher,
      headers: { ...headers, ...receiver.headers, ...(isGzip && { 'content-encoding': 'gzip' }) },
      body: isGzip ? await compress(body, { level: constants.Z_BEST_SPEED }) : (body ?? null),
      signal,
    });
    return {
      status: answer.statusCode,
      body: hideSecrets(await answer.body.text()),
      retryAfterMs: readRetryAfter(answer.headers['retry-after']),
    };
  }

  return (given) =>
    withinTime(given.signal, (signal) => send({ ...given, signal })).catch((fault: unknown) => {
      throw new Error(hideSecrets(describe(fault)));
    });
}

/** Undici bounds the time until an answer, but not the time that a frozen receiver takes to read a request. */
async function withinTime<T>(ended: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const onEnd = () => controller.abort(ended.reason);
  const timer = setTimeout(() => controller.abort(new DeadlineError(ANSWER_WITHIN_MS)), ANSWER_WITHIN_MS);
  ended.addEventListener('abort', onEnd);
  try {
    return await work(controller.signal);
  } finally {
    clearTimeout(timer);
    ended.removeEventListener('abort', onEnd);
  }
}

/** Seconds only: who answers with a date is asked again by our own clock. */
function readRetryAfter(header: string | string[] | undefined): number | undefined {
  const seconds = Number(header);
  return Number.isFinite(seconds) ? Math.min(seconds * 1000, LONGEST_WAIT_MS) : undefined;
}

/** An error's message, or its code: several addresses that all refuse give an error without a message. */
function describe(fault: unknown): string {
  if (!(fault instanceof Error)) return String(fault);
  return fault.message || String((fault as NodeJS.ErrnoException).code ?? fault.name);
}
