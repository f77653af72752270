import { whole } from '../setting.js';

export const rewards = {
  MINING_REWARD_AMOUNT: whole('units for each credited click', 1),
  MINING_REWARD_COOLDOWN_SECONDS: whole('least seconds between two credited clicks of a user; 0: none', 0, 0),
  MINING_REWARD_DAILY_CAP: whole('most units of a user in a UTC day; 0: no cap', 0, 0),
};

export const workers = {
  MINING_WORKER_CONCURRENCY: whole('most tickets in hand', 50),
  MINING_WORKER_TRANSACTION_CLICKS: whole('most clicks in one transaction', 400),
  MINING_DEAD_LETTER_RETENTION_DAYS: whole('days for which a dead letter is kept after it was replayed; open ones are kept for ever', 90),
  MINING_WORKER_MAX_RATE: whole('most clicks a second that a worker posts; 0: no limit', 0, 0),
};
