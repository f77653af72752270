import { inject } from 'vitest';
import { TEST_TOKENS } from './api.js';

type StoreUrls = { readonly redisUrl: string; readonly mongodbUrl: string };

/** Settings of a process in this database and below this prefix, on the shared servers or on others, on any free port. */
export function settingsOn(database: string, prefix: string, { redisUrl, mongodbUrl }: StoreUrls = sharedServers()) {
  return {
    REDIS_URL: redisUrl,
    MONGODB_URL: mongodbUrl,
    MINING_MONGODB_DATABASE: database,
    MINING_REDIS_PREFIX: prefix,
    MINING_TOKEN_SECRET: TEST_TOKENS.secret,
    MINING_TOKEN_ISSUER: TEST_TOKENS.issuer,
    MINING_TOKEN_AUDIENCE: TEST_TOKENS.audience,
    MINING_API_PORT: '0',
    // A machine that is busy with other tests must not answer for the process; overload has tests of its own.
    MINING_OVERLOAD_EVENT_LOOP_MS: '0',
  };
}

function sharedServers(): StoreUrls {
  return { redisUrl: inject('redisUrl'), mongodbUrl: inject('mongodbUrl') };
}
