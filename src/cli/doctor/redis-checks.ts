import type { RedisFacts, RedisServerFacts } from '../../redis/redis-facts.js';
import { isTooOld, mayEvict } from '../../redis/redis-guarantees.js';
import { REDIS_DEADLINE_MS } from '../timing.js';
import { failed, ok, skipped, type Check, type Facts, type Finding } from './check.js';
import { EPOCH_CHECK } from './epoch-check.js';
import { judgeFile, judgeLatency, judgeMemory, judgeReplicas, judgeRights, judgeWrites, SLOW_MS } from './judge-redis.js';

const ALL_ACCEPTED = ['accepting', 'process-kill', 'power-loss', 'exactly-once'] as const;

export const REDIS_CHECKS: readonly Check[] = [
  {
    store: 'redis',
    name: 'answers',
    needed: 'Redis must be reached by the address in REDIS_URL.',
    bearsOn: ['accepting', 'crediting'],
    judge: ({ redis }) =>
      redis.kind === 'reached' ? ok('It answers.') : failed(['accepting', 'crediting'], redis.why),
  },
  {
    store: 'redis',
    name: 'version',
    needed: 'Redis must be version 7 or newer.',
    bearsOn: ['accepting'],
    judge: ofServer(({ version }) =>
      isTooOld(version)
        ? failed(['accepting'], `Redis ${version} cannot run the scripts.`, 'Use Redis 7 or newer.')
        : ok(`Redis ${version}.`),
    ),
  },
  {
    store: 'redis',
    name: 'writes',
    needed: 'It must be a master, and take writes.',
    bearsOn: ['accepting', 'crediting'],
    judge: ofServer((server, { rights }) => judgeWrites(server, rights)),
  },
  {
    store: 'redis',
    name: 'append-only-file',
    needed: 'appendonly must be yes, appendfsync always (levels safe and replicated) or everysec (level fast), no-appendfsync-on-rewrite no.',
    bearsOn: ['process-kill', 'power-loss'],
    judge: ofServer(({ appendOnlyFile }, _, { level }) => judgeFile(appendOnlyFile, level)),
  },
  {
    store: 'redis',
    name: 'replicas',
    needed: 'At level replicated a replica must follow, and Redis should refuse writes without one.',
    bearsOn: ['accepting', 'node-loss'],
    judge: ofServer((server, _, { level }) => judgeReplicas(server, level)),
  },
  {
    store: 'redis',
    name: 'eviction',
    needed: 'maxmemory-policy must be noeviction.',
    bearsOn: ALL_ACCEPTED,
    judge: ofServer(({ evictionPolicy }) =>
      mayEvict(evictionPolicy)
        ? failed(
            ALL_ACCEPTED,
            `maxmemory-policy is ${evictionPolicy}: Redis may evict accepted clicks. API and worker do not start on it.`,
            'CONFIG SET maxmemory-policy noeviction, and the same in its configuration.',
          )
        : ok('maxmemory-policy is noeviction.'),
    ),
  },
  {
    store: 'redis',
    name: 'memory',
    needed: 'maxmemory must be set, with less of it in use than where new clicks are refused (75 %).',
    bearsOn: ['accepting'],
    judge: ofServer((server, _, { memoryMarks }) => judgeMemory(server, memoryMarks)),
  },
  {
    store: 'redis',
    name: 'rights',
    needed: 'The user in REDIS_URL must be allowed the commands and the keys that API and worker use.',
    bearsOn: ['accepting', 'crediting'],
    judge: ofPrompt(({ rights }, { level }) => judgeRights(rights, level)),
  },
  {
    store: 'redis',
    name: 'latency',
    needed: `A ping should take less than ${SLOW_MS} ms: after ${REDIS_DEADLINE_MS} ms the API answers 503.`,
    bearsOn: ['accepting'],
    judge: ofRedis(({ pingsMs }) => judgeLatency(pingsMs)),
  },
  EPOCH_CHECK,
];

/** Judges Redis' facts; left out when it was not reached. */
function ofRedis(judge: (facts: RedisFacts, all: Facts) => Finding) {
  return (all: Facts): Finding =>
    all.redis.kind === 'reached' ? judge(all.redis.facts, all) : skipped('answers', 'Redis was not reached.');
}

/** The same for what is asked only of a Redis that answers its pings. */
function ofPrompt(judge: (facts: RedisFacts, all: Facts) => Finding) {
  return ofRedis((facts, all) =>
    facts.pingsMs.includes(Infinity) ? skipped('latency', 'Redis was too slow.') : judge(facts, all),
  );
}

/** The same for what INFO tells. */
function ofServer(judge: (server: RedisServerFacts, facts: RedisFacts, all: Facts) => Finding) {
  return ofPrompt((facts, all) =>
    facts.server ? judge(facts.server, facts, all) : skipped('rights', 'This user may not use INFO.'),
  );
}
