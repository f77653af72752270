import { encodePush } from './loki-push.js';
import { ALL_TAKEN, toDelivery, type Delivery, type Receiver, type SendRequest } from './receiver.js';

export type LokiOptions = {
  /** Below which `/loki/api/v1/push` is; a query is kept. */
  readonly url: string;
  /** The label `job`. */
  readonly job: string;
};

const PUSH_PATH = '/loki/api/v1/push';
const QUERY_PATH = '/loki/api/v1/query_range';

/** Loki takes the good lines of a push and counts the others, stream by stream. */
const PARTLY_REFUSED = /total ignored: (\d+) out of (\d+)/g;

/** Grafana Loki, or what takes its push protocol. Lines go as they are; labels are `job` and `level` only. */
export function createLokiReceiver(send: SendRequest, { url, job }: LokiOptions): Receiver {
  const request = { method: 'POST', url: pushUrl(url), headers: { 'content-type': 'application/x-protobuf' } } as const;
  return {
    send: async (lines, signal) => {
      const answer = await send({ ...request, body: encodePush(job, lines), signal });
      const delivery = toDelivery(answer);
      return delivery.kind === 'refused' ? countRefused(delivery.why, answer.body, lines.length) : delivery;
    },
  };
}

/** The address that lines are pushed to. */
export function pushUrl(base: string): string {
  return urlBelow(base, PUSH_PATH);
}

/** The address that lines are searched at. */
export function queryUrl(base: string): string {
  return urlBelow(base, QUERY_PATH);
}

/** The base may be the address of the push itself. */
function urlBelow(base: string, path: string): string {
  const url = new URL(base);
  const above = url.pathname.replace(/\/+$/, '');
  url.pathname = `${above.endsWith(PUSH_PATH) ? above.slice(0, -PUSH_PATH.length) : above}${path}`;
  return url.href;
}

function countRefused(why: string, body: string, lines: number): Delivery {
  const counts = [...body.matchAll(PARTLY_REFUSED)].map(([, ignored]) => Number(ignored));
  const refused = counts.reduce((sum, count) => sum + count, 0);
  // Without a count nothing says that any line was taken.
  return refused > 0 && refused < lines ? { ...ALL_TAKEN, refused, whyRefused: why } : { kind: 'refused', why };
}
