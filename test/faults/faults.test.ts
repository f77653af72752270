import { afterAll, beforeAll, expect, it } from 'vitest';
import { writeMeasurements, type Measurement } from './detection-times.js';
import { FAULTS, TIME_FACTOR } from './faults.js';
import { meetFault } from './meet-fault.js';
import { openStack, type FaultStack } from './stack.js';
import { startTraffic, users, type Traffic } from './traffic.js';

const measurements: Measurement[] = [];
let stack: FaultStack;
let traffic: Traffic;

beforeAll(async () => {
  stack = await openStack(TIME_FACTOR);
  traffic = await startTraffic(stack.settings, users('player', 20), 20);
});

afterAll(async () => {
  await traffic?.stop();
  await stack?.close();
  if (measurements.length === FAULTS.length) writeMeasurements('In shortened time', measurements);
});

it.each(FAULTS)('$title: $alert arrives, its symptoms are kept back, and it ends with the repair', async (fault) => {
  const measurement = await meetFault(stack, fault);
  measurements.push(measurement);
  expect(measurement.detectedMs).toBeGreaterThan(0);
});
