import { PipelineError } from '../click/codes.js';

/** Waits, or comes back early when `signal` aborts. */
export function waitUnlessAborted(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    signal.addEventListener('abort', done);
    if (signal.aborted) done();
  });
}

/**
 * Settles as `call` does, or rejects when `signal` aborts: the call is then left to itself.
 *
 * @throws PipelineError `LEDGER_UNAVAILABLE` when the signal aborts.
 */
export function unlessAborted<T>(call: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(new PipelineError('LEDGER_UNAVAILABLE', 'the worker is stopping'));
    signal.addEventListener('abort', abort);
    void call.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
    if (signal.aborted) abort();
  });
}
