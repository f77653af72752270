import { whole } from '../setting.js';

export const limits = {
  MINING_LIMIT_GLOBAL_RATE: whole('clicks a second of all users; 0: no limit', 12_000, 0),
  MINING_LIMIT_GLOBAL_BURST: whole('clicks of all users at once', 24_000),
  MINING_LIMIT_USER_RATE: whole('clicks a second of one user; 0: no limit', 5, 0),
  MINING_LIMIT_USER_BURST: whole('clicks of one user at once', 10),
  MINING_LIMIT_IP_RATE: whole('clicks a second from one address; 0: no limit', 20, 0),
  MINING_LIMIT_IP_BURST: whole('clicks from one address at once', 40),
  MINING_LIMIT_READ_RATE: whole('replays, status and account reads a second of one user; 0: no limit', 10, 0),
  MINING_LIMIT_READ_BURST: whole('the same at once', 20),
};
