/** Everything that is measured: its name in the results, what it says, and how it is written. */
export const FIGURES = {
  'accept.rate': { title: 'accepted/s, workers stopped', unit: '/s' },
  'accept.p50': { title: '  answer p50', unit: 'ms' },
  'accept.p99': { title: '  answer p99', unit: 'ms' },
  'accept.cpu.api': { title: '  CPU per click, API', unit: 'us' },
  'accept.cpu.redis': { title: '  CPU per click, Redis', unit: 'us' },
  'whole.accept.rate': { title: 'accepted/s, everything running', unit: '/s' },
  'whole.p50': { title: '  answer p50', unit: 'ms' },
  'whole.p99': { title: '  answer p99', unit: 'ms' },
  'whole.credit.rate': { title: '  credited/s, end to end', unit: '/s' },
  'whole.cpu.api': { title: '  CPU per accepted click, API', unit: 'us' },
  'whole.cpu.worker': { title: '  CPU per credited click, worker', unit: 'us' },
  'whole.cpu.redis': { title: '  CPU per accepted click, Redis', unit: 'us' },
  'whole.cpu.mongod': { title: '  CPU per credited click, mongod', unit: 'us' },
  'drain.rate': { title: 'credited/s, draining a backlog', unit: '/s' },
  'drain.cpu.worker': { title: '  CPU per click, worker', unit: 'us' },
  'drain.cpu.redis': { title: '  CPU per click, Redis', unit: 'us' },
  'drain.cpu.mongod': { title: '  CPU per click, mongod', unit: 'us' },
  'click.cpu': { title: 'CPU per click, API accepting and worker draining', unit: 'us' },
  'half.rate': { title: 'half load: clicks/s', unit: '/s' },
  'half.credit.p50': { title: '  acceptance to credit p50', unit: 'ms' },
  'half.credit.p99': { title: '  acceptance to credit p99', unit: 'ms' },
  'steady.rate': { title: 'same load for all: accepted/s', unit: '/s' },
  'steady.p50': { title: '  answer p50', unit: 'ms' },
  'steady.p99': { title: '  answer p99', unit: 'ms' },
  'steady.cpu.api': { title: '  CPU per click, API', unit: 'us' },
  'steady.cpu.worker': { title: '  CPU per click, worker', unit: 'us' },
  'steady.cpu': { title: '  CPU per click, API and worker', unit: 'us' },
  'memory.queued': { title: 'Redis bytes per click in flight', unit: 'B' },
  'memory.finished': { title: 'Redis bytes per finished click', unit: 'B' },
  'idle.cpu': { title: 'idle: CPU of API and worker', unit: '%' },
  'idle.memory': { title: 'idle: memory of API and worker', unit: 'MB' },
  'generator.cpu': { title: 'load generator, share of a core', unit: '%' },
} as const;

export type Figure = keyof typeof FIGURES;

/** What one contender reached in one round. */
export type Figures = { -readonly [F in Figure]?: number };
