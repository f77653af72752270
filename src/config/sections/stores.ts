import { Type } from 'typebox';
import { address, choice, text } from '../setting.js';

export const stores = {
  REDIS_URL: address('address of Redis', 'redis://127.0.0.1:6379'),
  MONGODB_URL: address('address of the MongoDB replica set', 'mongodb://127.0.0.1:27017/?replicaSet=rs0'),
  MINING_MONGODB_DATABASE: text('database of the ledger', 'mining_clicks'),
  MINING_REDIS_PREFIX: Type.String({
    default: '{mining-clicks}',
    pattern: '^[^{}]*\\{[^{}]+\\}[^{}]*$',
    description: 'begins every Redis key; holds one hash tag in braces',
  }),
  MINING_DURABILITY: choice(['safe', 'fast'], 'safe', 'safe: a 202 survives a power loss; fast: it may lose the last second'),
};
