import { startTraffic, type Traffic } from '../../traffic.js';
import type { World } from '../../exactly-once/support/world.js';
import { TEST_TOKENS } from '../../../support/api.js';

const USERS = 100;
const EXPONENT = 1.2;
/** Clicks in one turn of all users. */
const TURN = 500;

/** Users in turn, each as often as Zipf's law has it: the second half as often as the first, and so on. */
export function zipfUsers(name: string): string[] {
  const weights = Array.from({ length: USERS }, (_, index) => (index + 1) ** -EXPONENT);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const turn = weights.flatMap((weight, index) => {
    const times = Math.max(1, Math.round((weight / total) * TURN));
    return Array.from({ length: times }, (_, time) => ({ user: `${name}-${index + 1}`, at: (time + 0.5) / times }));
  });
  return turn.sort((a, b) => a.at - b.at).map(({ user }) => user);
}

export function sendSteadily(world: World, users: readonly string[], perSecond: number): Promise<Traffic> {
  const settings = { api: { url: world.url }, tokens: TEST_TOKENS };
  return startTraffic(settings, users, perSecond);
}
