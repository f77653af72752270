import { Type } from 'typebox';
import { address, choice, text, whole } from '../setting.js';

export const stores = {
  REDIS_URL: address('address of Redis', 'redis://127.0.0.1:6379'),
  MONGODB_URL: address('address of the MongoDB replica set', 'mongodb://127.0.0.1:27017/?replicaSet=rs0'),
  MINING_MONGODB_DATABASE: text('database of the ledger', 'mining_clicks'),
  MINING_REDIS_PREFIX: Type.String({
    default: '{mining-clicks}',
    pattern: '^[^{}]*\\{[^{}]+\\}[^{}]*$',
    description: 'begins every Redis key; holds one hash tag in braces',
  }),
  MINING_DURABILITY: choice(
    ['safe', 'replicated', 'fast'],
    'safe',
    'safe: a 202 survives a power loss; replicated: the loss of the Redis node too; fast: a power loss may take the last second',
  ),
};

/** Within the 500 ms after which a click is answered in any case. */
export const replicas = {
  MINING_REPLICA_WAIT_MS: whole('most milliseconds that a click waits for a replica of Redis, at level replicated', 200, 1, 400),
};
