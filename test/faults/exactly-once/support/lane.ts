/** Which lane runs: `npm run test:faults` is the short one, `-- --long` the long one, `-- --seed 7` one seed alone. */
export const IS_LONG = process.env['FAULTS_LONG'] !== undefined;

const LONG_SEEDS = 20;

/** The seeds of an experiment in this lane. */
export function seedsOfLane(short: number, long = LONG_SEEDS): number[] {
  const asked = process.env['FAULTS_SEED'];
  if (asked !== undefined) return [Number(asked)];
  return Array.from({ length: IS_LONG ? long : short }, (_, index) => index + 1);
}
