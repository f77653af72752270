/**
 * A signal that aborts after `milliseconds`, or before that with `signal`.
 *
 * In Node, `AbortSignal.any` holds what it is made of only weakly: garbage collection may take a timeout that nobody else
 * holds, and then the time limit never comes (https://github.com/nodejs/node/issues/57736). Its own listener holds it.
 */
export function limitTime(milliseconds: number, signal?: AbortSignal): AbortSignal {
  const timeout = AbortSignal.timeout(milliseconds);
  if (!signal) return timeout;
  timeout.addEventListener('abort', () => undefined, { once: true });
  return AbortSignal.any([signal, timeout]);
}
