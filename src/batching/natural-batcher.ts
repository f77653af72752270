/**
 * Handles several requests in one call; the results stand in the order of the requests.
 *
 * @param waitedMs how long the one that came first has waited for a free call.
 */
export type SendBatch<Request, Result> = (requests: readonly Request[], waitedMs: number) => Promise<readonly Result[]>;

export type BatcherOptions<Request> = {
  /** Most weight in one call; a single request may weigh more. */
  readonly maxWeight: number;
  /** What a request weighs; 1 when not given. */
  readonly weightOf?: (request: Request) => number;
  /** Most calls in flight. */
  readonly maxCalls: number;
};

type Waiting<Request, Result> = {
  readonly request: Request;
  readonly since: number;
  readonly resolve: (result: Result) => void;
  readonly reject: (fault: unknown) => void;
};

/**
 * Natural batching: what arrives while calls are in flight shares the next one.
 *
 * A request that finds a free call goes in this turn of the event loop, with whatever else arrived in the same turn;
 * no timer ever holds one back. When a call throws, all its requests are rejected with that fault.
 */
export function createNaturalBatcher<Request, Result>(
  send: SendBatch<Request, Result>,
  { maxWeight, weightOf = () => 1, maxCalls }: BatcherOptions<Request>,
): (request: Request) => Promise<Result> {
  const waiting: Waiting<Request, Result>[] = [];
  let callsInFlight = 0;
  let isScheduled = false;

  function schedule(): void {
    if (isScheduled || callsInFlight >= maxCalls || waiting.length === 0) return;
    isScheduled = true;
    // A process that stands still before the call has no call to blame for it.
    setImmediate((freeAt: number) => {
      isScheduled = false;
      void sendNext(freeAt);
    }, performance.now());
  }

  function takeNext(): Waiting<Request, Result>[] {
    let weight = 0;
    const end = waiting.findIndex(({ request }, index) => (weight += weightOf(request)) > maxWeight && index > 0);
    return waiting.splice(0, end === -1 ? waiting.length : end);
  }

  async function sendNext(freeAt: number): Promise<void> {
    const batch = takeNext();
    callsInFlight += 1;
    schedule();
    try {
      const waitedMs = Math.max(0, freeAt - (batch[0]?.since ?? freeAt));
      const results = await send(batch.map((entry) => entry.request), waitedMs);
      batch.forEach((entry, index) => entry.resolve(results[index] as Result));
    } catch (fault) {
      for (const entry of batch) entry.reject(fault);
    } finally {
      callsInFlight -= 1;
      schedule();
    }
  }

  return (request) =>
    new Promise((resolve, reject) => {
      waiting.push({ request, since: performance.now(), resolve, reject });
      schedule();
    });
}
