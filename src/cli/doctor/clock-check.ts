import { ok, unknown, warning, type Check, type Facts, type Finding } from './check.js';
import { formatMs } from './format.js';

/** What a clock said between two instants of this machine's clock, in milliseconds since 1970. */
type Reading = { readonly askedAt: number; readonly answeredAt: number; readonly says: number };
/** How far a clock is ahead of this machine's, in milliseconds, give or take. */
type Offset = { readonly name: string; readonly aheadMs: number; readonly giveOrTakeMs: number };

const MOST_MS = 1000;

export const CLOCK_CHECKS: readonly Check[] = [
  {
    store: 'clocks',
    name: 'difference',
    needed: 'The clocks of this machine, Redis and MongoDB should differ by less than 1 s.',
    bearsOn: [],
    judge: (facts) => judgeClocks(readOffsets(facts)),
  },
];

function readOffsets({ redis, mongodb }: Facts): Offset[] {
  return [
    ...offsetOf('Redis', redis.kind === 'reached' ? redis.facts.clock : undefined),
    ...offsetOf('MongoDB', mongodb.kind === 'reached' ? mongodb.facts.clock : undefined),
  ];
}

/** The answer may have been made at any instant between question and answer. */
function offsetOf(name: string, reading: Reading | undefined): Offset[] {
  if (reading === undefined) return [];
  const { askedAt, answeredAt, says } = reading;
  return [{ name, aheadMs: says - (askedAt + answeredAt) / 2, giveOrTakeMs: (answeredAt - askedAt) / 2 + 1 }];
}

function judgeClocks(offsets: readonly Offset[]): Finding {
  if (offsets.length === 0) return unknown('Neither Redis nor MongoDB told its time.', 'See what is said of them.');
  const found = `${offsets.map(describe).join(', ')}.`;
  const all = [{ name: 'this machine', aheadMs: 0, giveOrTakeMs: 0 }, ...offsets];
  const apart = all.some((one) => all.some((other) => one.aheadMs - one.giveOrTakeMs - (other.aheadMs + other.giveOrTakeMs) > MOST_MS));
  return apart ? warning(found, 'Set the clocks by NTP (chrony, systemd-timesyncd), on every machine.') : ok(found);
}

function describe({ name, aheadMs, giveOrTakeMs }: Offset): string {
  const apart = Math.abs(aheadMs);
  if (apart <= giveOrTakeMs) return `${name} agrees with this machine to ${formatMs(giveOrTakeMs)}`;
  return `${name} is ${apart >= MOST_MS ? `${(apart / 1000).toFixed(1)} s` : formatMs(apart)} ${aheadMs > 0 ? 'ahead of' : 'behind'} this machine`;
}
