import type { Redis } from 'ioredis';
import { withDeadline } from './deadline.js';

/**
 * Makes every command of a client fail with a `DeadlineError` that has no answer after so many milliseconds in which this process
 * ran. ioredis' own `commandTimeout` counts the time too in which it stood still, and finds a good Redis silent then.
 */
export function answerInTime(redis: Redis, milliseconds: number): Redis {
  const send = redis.sendCommand;
  const sendInTime: typeof send = function (this: Redis, command, stream) {
    const reply = send.call(this, command, stream);
    withDeadline(command.promise, milliseconds).catch((fault: Error) => command.reject(fault));
    return reply;
  };
  redis.sendCommand = sendInTime;
  return redis;
}
