/** What floor and plain are told, by the same environment variables as ours. */
export type ContenderSettings = {
  readonly redisUrl: string;
  readonly mongodbUrl: string;
  readonly database: string;
  readonly apiPort: number;
  readonly workerPort: number;
  readonly logFile: string;
  readonly tokenSecret: string;
  readonly tokenIssuer: string;
  readonly tokenAudience: string;
  readonly maxDepth: number;
  readonly globalRate: number;
  readonly userRate: number;
  readonly ipRate: number;
};

export function readContenderSettings(env: NodeJS.ProcessEnv): ContenderSettings {
  const text = (name: string): string => {
    const value = env[name];
    if (value === undefined) throw new Error(`${name} is not set`);
    return value;
  };
  const number = (name: string): number => Number(text(name));
  return {
    redisUrl: text('REDIS_URL'),
    mongodbUrl: text('MONGODB_URL'),
    database: text('MINING_MONGODB_DATABASE'),
    apiPort: number('MINING_API_PORT'),
    workerPort: number('MINING_WORKER_PORT'),
    logFile: text('MINING_LOG_FILE'),
    tokenSecret: text('MINING_TOKEN_SECRET'),
    tokenIssuer: text('MINING_TOKEN_ISSUER'),
    tokenAudience: text('MINING_TOKEN_AUDIENCE'),
    maxDepth: number('MINING_QUEUE_MAX_DEPTH'),
    globalRate: number('MINING_LIMIT_GLOBAL_RATE'),
    userRate: number('MINING_LIMIT_USER_RATE'),
    ipRate: number('MINING_LIMIT_IP_RATE'),
  };
}
