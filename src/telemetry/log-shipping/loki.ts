import type { LogLevel } from '../log-levels.js';
import { ALL_TAKEN, toDelivery, type Delivery, type Receiver, type SendRequest } from './receiver.js';
import type { ShippedLine } from './shipped-line.js';

export type LokiOptions = {
  /** Below which `/loki/api/v1/push` is; a query is kept. */
  readonly url: string;
  /** The label `job`. */
  readonly job: string;
};

const PUSH_PATH = '/loki/api/v1/push';

/** Lines that one answer speaks about: Loki takes the good lines of a push and counts the others. */
const PARTLY_REFUSED = /total ignored: (\d+) out of (\d+)/g;

/** Grafana Loki, or what takes its push protocol. Lines go as they are; labels are `job` and `level` only. */
export function createLokiReceiver(send: SendRequest, { url, job }: LokiOptions): Receiver {
  const toNanoseconds = createNanoseconds();
  // A line that is sent again must have the time of before: that is how Loki knows it.
  const times = new WeakMap<ShippedLine, string>();

  function timeOf(line: ShippedLine): string {
    const time = times.get(line) ?? toNanoseconds(line.time);
    times.set(line, time);
    return time;
  }

  const request = { method: 'POST', url: pushUrl(url), headers: { 'content-type': 'application/json' } } as const;
  return {
    send: async (lines, signal) => {
      const answer = await send({ ...request, body: toPushBody(job, lines, timeOf), signal });
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

/** Nanoseconds of Unix time as text. Lines of one millisecond get rising ones, which keeps their order and tells twins apart. */
export function createNanoseconds(): (time: string) => string {
  let last = '';
  let milliseconds = 0;
  let count = 0;
  return (time) => {
    if (time === last) count += 1;
    else {
      last = time;
      milliseconds = Date.parse(time) || Date.now();
      count = 0;
    }
    return `${milliseconds}${String(count % 1_000_000).padStart(6, '0')}`;
  };
}

function toPushBody(job: string, lines: readonly ShippedLine[], timeOf: (line: ShippedLine) => string): string {
  const values = new Map<LogLevel, string[]>();
  for (const line of lines) {
    const ofLevel = values.get(line.level) ?? [];
    values.set(line.level, ofLevel);
    ofLevel.push(`["${timeOf(line)}",${JSON.stringify(line.text)}]`);
  }
  const streams = [...values].map(
    ([level, texts]) => `{"stream":${JSON.stringify({ job, level })},"values":[${texts.join(',')}]}`,
  );
  return `{"streams":[${streams.join(',')}]}`;
}

function countRefused(why: string, body: string, lines: number): Delivery {
  const counts = [...body.matchAll(PARTLY_REFUSED)].map(([, ignored]) => Number(ignored));
  const refused = counts.reduce((sum, count) => sum + count, 0);
  // Without a count nothing says that any line was taken.
  return refused > 0 && refused < lines ? { ...ALL_TAKEN, refused, whyRefused: why } : { kind: 'refused', why };
}
