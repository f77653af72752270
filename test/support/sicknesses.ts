import type { TcpProxy } from './tcp-proxy.js';

/** A Redis that can be made sick, and the way to it. */
export type SickRedis = {
  readonly proxy: Pick<TcpProxy, 'delay' | 'hold' | 'release' | 'loseAnswers' | 'reset' | 'cut' | 'restore'>;
  kill(signal: NodeJS.Signals): Promise<void>;
  /** After SIGKILL. */
  restart(): Promise<void>;
  /** Past the proxy. */
  configure(setting: string, value: string): Promise<unknown>;
};

export type Sickness = {
  readonly name: string;
  readonly make: (redis: SickRedis) => unknown;
  readonly heal: (redis: SickRedis) => unknown;
  /** What a click is told, at the latest when the loss of the connection was noticed; `accepted` where nothing must be noticed. */
  readonly outcome: 'unknown' | 'not-accepted' | 'accepted';
  /** Whether `/readyz` says so. */
  readonly isReady: boolean;
};

/** Every way in which a Redis is not well while its users run. */
export const SICKNESSES: readonly Sickness[] = [
  { name: 'frozen', make: ({ kill }) => kill('SIGSTOP'), heal: ({ kill }) => kill('SIGCONT'), outcome: 'unknown', isReady: false },
  { name: '800 ms slow', make: ({ proxy }) => proxy.delay(400), heal: ({ proxy }) => proxy.delay(0), outcome: 'unknown', isReady: false },
  { name: '100 ms slow', make: ({ proxy }) => proxy.delay(50), heal: ({ proxy }) => proxy.delay(0), outcome: 'accepted', isReady: true },
  { name: 'reached late', make: ({ proxy }) => proxy.hold(), heal: ({ proxy }) => proxy.release(), outcome: 'unknown', isReady: false },
  {
    name: 'not heard',
    make: ({ proxy }) => proxy.loseAnswers(true),
    heal: ({ proxy }) => {
      // Of a connection that lost bytes nothing can be read any more: a network that loses them ends it.
      proxy.reset();
      proxy.loseAnswers(false);
    },
    outcome: 'unknown',
    isReady: false,
  },
  { name: 'cut off', make: ({ proxy }) => proxy.cut(), heal: ({ proxy }) => proxy.restore(), outcome: 'not-accepted', isReady: false },
  { name: 'killed', make: ({ kill }) => kill('SIGKILL'), heal: ({ restart }) => restart(), outcome: 'not-accepted', isReady: false },
  {
    name: 'out of memory',
    make: ({ configure }) => configure('maxmemory', '1mb'),
    heal: ({ configure }) => configure('maxmemory', '0'),
    outcome: 'not-accepted',
    isReady: true,
  },
  {
    name: 'evicting',
    make: ({ configure }) => configure('maxmemory-policy', 'allkeys-lru'),
    heal: ({ configure }) => configure('maxmemory-policy', 'noeviction'),
    outcome: 'accepted',
    isReady: true,
  },
];
