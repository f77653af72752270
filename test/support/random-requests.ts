import { createHash } from 'node:crypto';
import { connect } from 'node:net';
import { signTestToken } from './api.js';

/** A request as it goes over the wire. */
export type WireRequest = { readonly bytes: string };

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND', 'BREW'];
const CONNECTIONS = 50;

/** Characters that random text is made of: what keys and user ids may have, what paths may have, and all that can be seen. */
const NAME = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-';
const PATH = `${NAME}.~%`;
const WORD = String.fromCharCode(...Array.from({ length: 94 }, (_, index) => 0x21 + index));
const LEAST_LENGTH = 10;
const MOST_LENGTH = 60;

/** Every address that clients and machines ask, with what a client can make up in it, and one that there is not. */
const ADDRESSES: readonly ((text: string) => string)[] = [
  () => '/api/mining/click',
  (text) => `/api/mining/click?${text}=${text}`,
  (text) => `/api/mining/click/status?key=${text}`,
  () => '/api/mining/clicks',
  (text) => `/api/mining/clicks/${text}`,
  () => '/api/mining/account',
  () => '/api/metrics',
  () => '/livez',
  () => '/readyz',
  (text) => `/docs/runbooks/${text}`,
  (text) => `/docs/problems/${text}`,
  (text) => `/${text}`,
];

const BODIES: readonly ((text: string) => { readonly type: string; readonly text: string })[] = [
  () => ({ type: 'application/json', text: '' }),
  (text) => ({ type: 'application/json', text: JSON.stringify({ source: text.slice(0, 60) }) }),
  (text) => ({ type: 'application/json', text: JSON.stringify({ [text]: text }) }),
  (text) => ({ type: 'application/json', text: JSON.stringify({ clicks: [{ idempotencyKey: text }, { idempotencyKey: 'key-00000001' }] }) }),
  (text) => ({ type: 'application/json', text: `{${text}` }),
  (text) => ({ type: `text/${text.length}`, text }),
  (text) => ({ type: 'application/json', text: JSON.stringify({ source: text.repeat(2000) }) }),
];

/**
 * Every method on every address with every kind of token, body and key, filled with random text: the kinds of answers
 * are the same for each seed, and nothing else is.
 */
export async function makeRandomRequests(seed: number): Promise<WireRequest[]> {
  const random = createRandom(seed);
  const requests: WireRequest[] = [];
  for (const method of METHODS) {
    for (const address of ADDRESSES) {
      for (const body of BODIES) {
        for (const authorization of await makeTokens(random)) {
          const { type, text } = body(random(WORD));
          const key = requests.length % 5 === 0 ? random(WORD) : random(NAME);
          const head = [
            `${method} ${address(random(PATH))} HTTP/1.1`,
            'Host: test',
            'Connection: close',
            `Authorization: ${authorization}`,
            `Idempotency-Key: ${key}`,
            `Content-Type: ${type}`,
            `Content-Length: ${Buffer.byteLength(text)}`,
            `X-${random(NAME)}: ${random(WORD)}`,
          ];
          requests.push({ bytes: `${head.join('\r\n')}\r\n\r\n${text}` });
        }
      }
    }
  }
  return [...requests, ...Array.from({ length: 50 }, () => ({ bytes: `${random(WORD)}\r\n\r\n` }))];
}

type Random = (characters: string) => string;

/** Text of random length; the same for the same seed. */
function createRandom(seed: number): Random {
  let count = 0;
  return (characters) => {
    count += 1;
    const [first = 0, ...rest] = createHash('shake256', { outputLength: MOST_LENGTH + 1 }).update(`${seed} ${count}`).digest();
    const length = LEAST_LENGTH + (first % (MOST_LENGTH - LEAST_LENGTH));
    return rest.slice(0, length).map((byte) => characters[byte % characters.length]).join('');
  };
}

/** A good one, one of the wrong scope, one with a changed end, and none at all; of a user of their own. */
async function makeTokens(random: Random): Promise<string[]> {
  const user = random(NAME);
  const good = await signTestToken(user);
  return [`Bearer ${good}`, `Bearer ${await signTestToken(user, random(NAME))}`, `Bearer ${good.slice(0, -8)}${random(NAME)}`, random(WORD)];
}

/** Sends each on a connection of its own, and waits until the server has closed it. */
export async function sendAll(url: string, requests: readonly WireRequest[]): Promise<void> {
  const { hostname, port } = new URL(url);
  const waiting = [...requests];
  const sendInTurn = async (): Promise<void> => {
    for (let request = waiting.pop(); request; request = waiting.pop()) await sendOne(hostname, Number(port), request);
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, sendInTurn));
}

function sendOne(host: string, port: number, { bytes }: WireRequest): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect(port, host, () => socket.write(bytes));
    socket.on('error', () => undefined);
    socket.on('close', () => resolve());
    socket.resume();
  });
}
