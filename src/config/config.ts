import { Type, type Static, type TObject } from 'typebox';
import type { BucketLimits } from '../admission/bucket-limits.js';
import type { MemoryMarks } from '../admission/memory-guard.js';
import type { RewardRules } from '../click/reward-policy.js';
import { readSettings, type Environment } from './read-settings.js';

const text = (description: string, value: string) => Type.String({ default: value, description, minLength: 1 });
const whole = (description: string, value: number, minimum = 1) =>
  Type.Integer({ default: value, minimum, description });
const port = (description: string, value: number) =>
  Type.Integer({ default: value, minimum: 0, maximum: 65535, description });

const stores = {
  REDIS_URL: text('address of Redis', 'redis://127.0.0.1:6379'),
  MONGODB_URL: text('address of the MongoDB replica set', 'mongodb://127.0.0.1:27017/?replicaSet=rs0'),
  MINING_MONGODB_DATABASE: text('database of the ledger', 'mining_clicks'),
  MINING_REDIS_PREFIX: Type.String({
    default: '{mining-clicks}',
    pattern: '^[^{}]*\\{[^{}]+\\}[^{}]*$',
    description: 'begins every Redis key; holds one hash tag in braces',
  }),
  MINING_DURABILITY: Type.Union([Type.Literal('safe'), Type.Literal('fast')], {
    default: 'safe',
    description: 'safe: a 202 survives a power loss; fast: it may lose the last second',
  }),
};

const process = {
  MINING_LISTEN_HOST: text('address to listen on', '127.0.0.1'),
  MINING_LOG_FILE: Type.Optional(Type.String({ description: 'file for log lines; standard output when not set' })),
  MINING_LOG_LEVEL: Type.Union(
    (['debug', 'info', 'warn', 'error'] as const).map((level) => Type.Literal(level)),
    { default: 'info', description: 'least severe log lines that are written' },
  ),
};

const traces = {
  OTEL_EXPORTER_OTLP_ENDPOINT: Type.Optional(
    Type.String({ pattern: '^https?://[^/ ]+', description: 'receiver of OTLP over HTTP, without /v1/traces; traces are off when not set' }),
  ),
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: Type.Optional(
    Type.String({ pattern: '^https?://[^/ ]+', description: 'the same for traces alone, the whole address' }),
  ),
  MINING_TRACES_SAMPLE_RATIO: Type.Number({
    default: 0.1,
    minimum: 0,
    maximum: 1,
    description: 'share of the traces to record that no sender has decided on',
  }),
};

const address = (description: string) =>
  Type.Optional(Type.String({ pattern: '^https?://', secret: true, description }));
const secret = (description: string) => Type.Optional(Type.String({ secret: true, description }));
const choice = <const C extends readonly string[]>(choices: C, value: C[number], description: string) =>
  Type.Union(choices.map((each) => Type.Literal(each as C[number])), { default: value, description });

const logs = {
  MINING_LOG_IDS: choice(['clear', 'hashed'], 'clear', 'how userId and idempotencyKey stand in log lines'),
  MINING_LOG_IDS_SECRET: Type.Optional(
    Type.String({ minLength: 32, secret: true, description: 'key that they are hashed with, at least 32 characters; needed for `hashed`' }),
  ),
  MINING_LOG_IP: choice(['full', 'shortened', 'none'], 'full', 'how clientIp stands in log lines; shortened: its /24 (IPv4) or /48 (IPv6)'),
  MINING_LOG_LOKI_URL: address('Loki that log lines are sent to, such as http://loki:3100; none are sent when not set'),
  MINING_LOG_LOKI_TENANT: Type.Optional(Type.String({ description: 'tenant of Loki (X-Scope-OrgID)' })),
  MINING_LOG_LOKI_USER: Type.Optional(Type.String({ description: 'user for basic authentication at Loki' })),
  MINING_LOG_LOKI_PASSWORD: secret('password of that user'),
  MINING_LOG_LOKI_TOKEN: secret('bearer token for Loki, instead of user and password'),
  MINING_LOG_ELASTICSEARCH_URL: address('Elasticsearch that log lines are sent to, such as http://elasticsearch:9200; none are sent when not set'),
  MINING_LOG_ELASTICSEARCH_USER: Type.Optional(Type.String({ description: 'user for basic authentication at Elasticsearch' })),
  MINING_LOG_ELASTICSEARCH_PASSWORD: secret('password of that user'),
  MINING_LOG_ELASTICSEARCH_API_KEY: secret('encoded API key for Elasticsearch, instead of user and password'),
  MINING_LOG_ELASTICSEARCH_TEMPLATE: choice(['install', 'leave'], 'install', "what is done when Elasticsearch's index template is missing or older"),
  MINING_LOG_ELASTICSEARCH_COMPRESSION: choice(['none', 'gzip'], 'none', 'how lines are sent to Elasticsearch; gzip for a slow or costly network'),
  MINING_LOG_BUFFER_MB: Type.Integer({ default: 64, minimum: 1, maximum: 4096, description: 'most MiB of lines that wait for each of these two' }),
  MINING_LOG_CA_FILE: Type.Optional(Type.String({ description: 'file of certificates (PEM) that these two may be signed with, besides the known ones' })),
};

const queue = {
  MINING_QUEUE_MAX_DEPTH: whole('most clicks accepted and not finished', 5000),
  MINING_BATCH_MAX_CLICKS: Type.Integer({ default: 100, minimum: 1, maximum: 100, description: 'most clicks in a batch' }),
  MINING_IDEMPOTENCY_TTL_SECONDS: whole('seconds that a key is remembered after its click is done', 86_400),
};

const percent = (description: string, value: number) =>
  Type.Integer({ default: value, minimum: 1, maximum: 100, description });

const memoryGuard = {
  MINING_REDIS_MEMORY_CLOSE_PERCENT: percent("percent of Redis' maxmemory from which on new clicks are refused", 75),
  MINING_REDIS_MEMORY_OPEN_PERCENT: percent('percent below which they are accepted again; less than the former', 65),
};

const limits = {
  MINING_LIMIT_GLOBAL_RATE: whole('clicks a second of all users; 0: no limit', 12_000, 0),
  MINING_LIMIT_GLOBAL_BURST: whole('clicks of all users at once', 24_000),
  MINING_LIMIT_USER_RATE: whole('clicks a second of one user; 0: no limit', 5, 0),
  MINING_LIMIT_USER_BURST: whole('clicks of one user at once', 10),
  MINING_LIMIT_IP_RATE: whole('clicks a second from one address; 0: no limit', 20, 0),
  MINING_LIMIT_IP_BURST: whole('clicks from one address at once', 40),
};

const tokens = {
  MINING_TOKEN_SECRET: Type.String({ minLength: 32, secret: true, description: 'signs tokens, at least 32 characters' }),
  MINING_TOKEN_ISSUER: text('issuer that tokens must name', 'mining-clicks'),
  MINING_TOKEN_AUDIENCE: text('audience that tokens must name', 'mining-clicks'),
};

const rewards = {
  MINING_REWARD_AMOUNT: whole('units for each credited click', 1),
  MINING_REWARD_COOLDOWN_SECONDS: whole('least seconds between two credited clicks of a user; 0: none', 0, 0),
  MINING_REWARD_DAILY_CAP: whole('most units of a user in a UTC day; 0: no cap', 0, 0),
};

const workers = {
  MINING_WORKER_CONCURRENCY: whole('most tickets in hand', 50),
  MINING_WORKER_TRANSACTION_CLICKS: whole('most clicks in one transaction', 400),
  MINING_WORKER_MAX_RATE: whole('most clicks a second that a worker posts; 0: no limit', 0, 0),
};

export const tokenSettingsSchema = Type.Object(tokens);
export const apiSettingsSchema = Type.Object({
  ...stores,
  ...process,
  ...traces,
  ...logs,
  ...queue,
  ...memoryGuard,
  ...limits,
  ...tokens,
  MINING_API_PORT: port('port of the API', 8080),
});
export const workerSettingsSchema = Type.Object({
  ...stores,
  ...process,
  ...traces,
  ...logs,
  ...queue,
  ...rewards,
  ...workers,
  MINING_WORKER_PORT: port("port of the worker's metrics", 8081),
});
export const exporterSettingsSchema = Type.Object({ REDIS_URL: stores.REDIS_URL, ...process, ...logs });
export const storeSettingsSchema = Type.Object(stores);
export const logSettingsSchema = Type.Object(logs);

export type ApiSettings = ReturnType<typeof readApiSettings>;
export type WorkerSettings = ReturnType<typeof readWorkerSettings>;
export type LogSettings = Readonly<Static<typeof logSettingsSchema>>;
export type StoreSettings = ReturnType<typeof readStoreSettings>;
/** A part of the settings of API and worker. */
export type TraceSettings = Readonly<Static<TObject<typeof traces>>>;

/** @throws ConfigError with every fault at once; so do the other readers here. */
export function readApiSettings(env: Environment) {
  return readSettings(apiSettingsSchema, env, (settings) => [...findLogFaults(settings), ...findMemoryFaults(settings)]);
}

export function readWorkerSettings(env: Environment) {
  return readSettings(workerSettingsSchema, env, findLogFaults);
}

/** Settings of logs that do not go together. */
function findLogFaults(settings: LogSettings): string[] {
  const faults = [
    settings.MINING_LOG_IDS === 'hashed' && !settings.MINING_LOG_IDS_SECRET && 'MINING_LOG_IDS_SECRET is not set: MINING_LOG_IDS is hashed',
    ...(['MINING_LOG_LOKI_URL', 'MINING_LOG_ELASTICSEARCH_URL'] as const).map(
      (name) => settings[name] !== undefined && !URL.canParse(settings[name]) && `${name} is not valid: it must be an address`,
    ),
  ];
  return faults.filter((fault) => fault !== false);
}

function findMemoryFaults(settings: Readonly<Static<TObject<typeof memoryGuard>>>): string[] {
  const { MINING_REDIS_MEMORY_CLOSE_PERCENT: close, MINING_REDIS_MEMORY_OPEN_PERCENT: open } = settings;
  return open < close ? [] : [`MINING_REDIS_MEMORY_OPEN_PERCENT is "${open}": it must be less than MINING_REDIS_MEMORY_CLOSE_PERCENT (${close})`];
}

export function readExporterSettings(env: Environment) {
  return readSettings(exporterSettingsSchema, env, findLogFaults);
}

export function readStoreSettings(env: Environment) {
  return readSettings(storeSettingsSchema, env);
}

export function readTokenSettings(env: Environment) {
  const settings = readSettings(tokenSettingsSchema, env);
  return {
    secret: settings.MINING_TOKEN_SECRET,
    issuer: settings.MINING_TOKEN_ISSUER,
    audience: settings.MINING_TOKEN_AUDIENCE,
  };
}

/** The token buckets that the settings describe. */
export function bucketLimitsOf(settings: ApiSettings): BucketLimits {
  return {
    global: { rate: settings.MINING_LIMIT_GLOBAL_RATE, burst: settings.MINING_LIMIT_GLOBAL_BURST },
    user: { rate: settings.MINING_LIMIT_USER_RATE, burst: settings.MINING_LIMIT_USER_BURST },
    ip: { rate: settings.MINING_LIMIT_IP_RATE, burst: settings.MINING_LIMIT_IP_BURST },
  };
}

/** The memory guard's marks that the settings describe. */
export function memoryMarksOf(settings: ApiSettings): MemoryMarks {
  return {
    closeAt: settings.MINING_REDIS_MEMORY_CLOSE_PERCENT / 100,
    openBelow: settings.MINING_REDIS_MEMORY_OPEN_PERCENT / 100,
  };
}

/** The reward policy's rules that the settings describe. */
export function rewardRulesOf(settings: WorkerSettings): RewardRules {
  return {
    amount: settings.MINING_REWARD_AMOUNT,
    cooldownMs: settings.MINING_REWARD_COOLDOWN_SECONDS * 1000,
    dailyCap: settings.MINING_REWARD_DAILY_CAP,
  };
}
