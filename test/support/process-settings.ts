import { inject } from 'vitest';
import { TEST_TOKENS } from './api.js';
import { BUSY_MACHINE } from './busy-machine.js';

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
    ...BUSY_MACHINE,
  };
}

function sharedServers(): StoreUrls {
  return { redisUrl: inject('redisUrl'), mongodbUrl: inject('mongodbUrl') };
}
