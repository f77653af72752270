import type { Account, ClickInput, ClickStatus } from './answers.js';
import { postClick, postClicks, type KeyedClick } from './post-clicks.js';
import type { ClickResult, ReadResult } from './results.js';
import { createRequester, type CallOptions, type Token } from './requester.js';
import { settle, type Settled } from './settle.js';
import type { Fetch, IsExpected } from './transport.js';
import { isClickStatus, toClickResult, toReadResult } from './read-results.js';

export type { Account, ClickInput, ClickStatus, Problem } from './answers.js';
export type { CallOptions, Token } from './requester.js';
export type { ClickResult, ReadResult } from './results.js';
export { isRepeatable, retryDelay } from './retry.js';
export type { Fetch, FetchAnswer, FetchRequest } from './transport.js';

export type MiningClientOptions = {
  /** Address of the API, as `https://clicks.example.com`. */
  readonly baseUrl: string;
  /** A bearer token with the scope `click`, or what gives one; asked before each attempt. */
  readonly token: Token;
  /** Sends requests; the global `fetch` when absent. */
  readonly fetch?: Fetch;
  /** How long one attempt may take, in milliseconds; 0 for no limit. 10,000 when absent. */
  readonly timeoutMs?: number;
  /** Most attempts at one click or question, the first included; 1 for no repetitions. 6 when absent. */
  readonly maxAttempts?: number;
  /** No attempt begins later than this after the first, in milliseconds. 30,000 when absent. */
  readonly retryForMs?: number;
  /** Chance in [0, 1) for the jitter; `Math.random` when absent. */
  readonly random?: () => number;
};

/** Calls reject only with what `token` throws: everything else that can happen is a result. */
export type MiningClient = {
  /** Posts a click, and repeats it with the same key while it is refused for now or its outcome is unknown. */
  click(click?: ClickInput, options?: CallOptions): Promise<ClickResult>;
  /** Posts clicks of one user, up to 100 in a request; a result for each, in their order. Repeats only those that need it. */
  clicks(clicks: readonly ClickInput[], options?: CallOptions): Promise<readonly ClickResult[]>;
  /** Where the click with this idempotency key is. */
  statusByKey(idempotencyKey: string, options?: CallOptions): Promise<ReadResult<ClickStatus>>;
  /** Where the click with this id is. */
  status(clickId: string, options?: CallOptions): Promise<ReadResult<ClickStatus>>;
  /** Balance and latest clicks of the token's user. */
  account(options?: CallOptions): Promise<ReadResult<Account>>;
};

export function createMiningClient(options: MiningClientOptions): MiningClient {
  const { maxAttempts = 6, retryForMs = 30_000, random = Math.random } = options;
  const request = createRequester(options);
  const planOf = ({ signal }: CallOptions) => ({ maxAttempts, withinMs: retryForMs, random, signal });

  async function read<Value>(path: string, isExpected: IsExpected, call: CallOptions): Promise<ReadResult<Value>> {
    const send = async () => [await request({ method: 'GET', path }, isExpected, call)];
    return toReadResult(first(await settle([path], send, planOf(call))));
  }

  return {
    async click(click = {}, call = {}) {
      const keyed = withKey(click);
      const send = async () => [await postClick(request, keyed, call)];
      return toClickResult(keyed, first(await settle([keyed], send, planOf(call))));
    },
    async clicks(clicks, call = {}) {
      const keyed = clicks.map(withKey);
      const settled = await settle(keyed, (left) => postClicks(request, left, call), planOf(call));
      return keyed.map((click, index) => toClickResult(click, settled[index] as Settled));
    },
    statusByKey: (key, call = {}) => read(`/api/mining/click/status?key=${encodeURIComponent(key)}`, isClickStatus, call),
    status: (clickId, call = {}) => read(`/api/mining/clicks/${encodeURIComponent(clickId)}`, isClickStatus, call),
    account: (call = {}) => read('/api/mining/account', ({ userId }) => typeof userId === 'string', call),
  };
}

/** A key for a click that has none: it must be the same in every attempt. */
function withKey(click: ClickInput): KeyedClick {
  return { ...click, idempotencyKey: click.idempotencyKey ?? crypto.randomUUID() };
}

function first(settled: readonly Settled[]): Settled {
  return settled[0] as Settled;
}
