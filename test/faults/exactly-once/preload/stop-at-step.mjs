// For `node --import`: sends this process a signal at one of its steps, a command to a store or an answer to a client,
// so that it dies or freezes between two effects. Where, STOP_AT says from the start on, or the file STOP_AT_FILE from the
// moment on when the process gets SIGUSR2: see stop-at.ts.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { ServerResponse } from 'node:http';
import { createRequire } from 'node:module';

/** @import { StopAt } from '../support/stop-at.js' */

const require = createRequire(import.meta.url);
const { Redis } = require('ioredis');
// No part of the driver's interface, so it has no types either.
const CONNECTION = 'mongodb/lib/cmap/connection.js';
const { Connection } = require(CONNECTION);

/** @type {StopAt | undefined} */
let wanted;
let hits = 0;
let isCounting = false;

/** @param {string} where */
function watchFor(where) {
  wanted = /** @type {StopAt} */ (JSON.parse(where));
  hits = 0;
  isCounting = wanted.from === undefined;
  if (wanted.from !== undefined) process.prependOnceListener(wanted.from, () => void (isCounting = true));
}

const { STOP_AT, STOP_AT_FILE } = process.env;
if (STOP_AT !== undefined) watchFor(STOP_AT);
if (STOP_AT_FILE !== undefined) process.on('SIGUSR2', () => watchFor(readFileSync(STOP_AT_FILE, 'utf8')));

/**
 * A step is `<store> <command> <sent|answered>`; where a command has a target, the step with it is another name for it.
 *
 * @param {string[]} names
 * @param {unknown} detail what is sent, or the answer
 */
function noteStep(names, detail) {
  if (!wanted || !isCounting || !(wanted.step === 'any' || names.includes(wanted.step)) || !counts(names[0] ?? '', detail)) return;
  hits += 1;
  if (hits === wanted.hit) process.kill(process.pid, wanted.signal);
}

/**
 * A look of the reaper that found nothing is none; where a click is marked, only what carries it counts.
 *
 * @param {string} name
 * @param {any} detail
 */
function counts(name, detail) {
  if (name === 'redis reapBatches answered') return detail[0].length > 0;
  return wanted?.mark === undefined || JSON.stringify(detail ?? '').includes(wanted.mark);
}

/**
 * @param {{ prototype: any }} type
 * @param {string} method
 * @param {(args: any[], call: () => any, self: any) => any} around
 */
function wrap({ prototype }, method, around) {
  const original = prototype[method];
  /** @this {any} */
  prototype[method] = function (/** @type {any[]} */ ...args) {
    return around(args, () => original.apply(this, args), this);
  };
}

/** Names of scripts by their digests, which are what is sent. @type {Map<string, string>} */
const scripts = new Map();

wrap(Redis, 'defineCommand', ([name, { lua }], call) => {
  // BullMQ's have their version behind the name.
  scripts.set(createHash('sha1').update(lua).digest('hex'), name.replace(/[:-].*/, ''));
  return call();
});

wrap(Redis, 'sendCommand', ([command], call) => {
  const name = scripts.get(String(command.args[0])) ?? command.name;
  noteStep([`redis ${name} sent`], command.args);
  const reply = call();
  command.promise.then((/** @type {unknown} */ answer) => noteStep([`redis ${name} answered`], answer), () => undefined);
  return reply;
});

wrap(Connection, 'command', async ([, command], call) => {
  const [name = ''] = Object.keys(command);
  const names = (/** @type {string} */ phase) => [`mongodb ${name} ${phase}`, `mongodb ${name} ${String(command[name])} ${phase}`];
  noteStep(names('sent'), command);
  const answer = await call();
  noteStep(names('answered'), command);
  return answer;
});

wrap(ServerResponse, 'end', (_args, call, response) => {
  noteStep([`http ${response.statusCode} sent`], undefined);
  return call();
});
