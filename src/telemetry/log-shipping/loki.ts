import { encodePush } from './loki-push.js';
import { ALL_TAKEN, toDelivery, type Delivery, type Receiver, type SendRequest } from './receiver.js';

export type LokiOptions = {
  /** Below which `/loki/api/v1/push` is; a query is kept. */
  readonly url: string;
  /** The label `job`. */
  readonly job: string;
};

const PUSH_PATH = '/loki/api/v1/push';

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
  const url = new URL(base);
  const path = url.pathname.replace(/\/+$/, '');
  url.pathname = path.endsWith(PUSH_PATH) ? path : `${path}${PUSH_PATH}`;
  return url.href;
}

function countRefused(why: string, body: string, lines: number): Delivery {
  const counts = [...body.matchAll(PARTLY_REFUSED)].map(([, ignored]) => Number(ignored));
  const refused = counts.reduce((sum, count) => sum + count, 0);
  // Without a count nothing says that any line was taken.
  return refused > 0 && refused < lines ? { ...ALL_TAKEN, refused, whyRefused: why } : { kind: 'refused', why };
}
