import { whole } from '../setting.js';

export const queue = {
  MINING_QUEUE_MAX_DEPTH: whole('most clicks accepted and not finished', 5000),
  MINING_BATCH_MAX_CLICKS: whole('most clicks in a batch', 100, 1, 100),
  MINING_IDEMPOTENCY_TTL_SECONDS: whole('seconds that a key is remembered after its click is done', 86_400),
};
