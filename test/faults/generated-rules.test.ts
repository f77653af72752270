import { afterAll, beforeAll, expect, it } from 'vitest';
import { writeMeasurements, type Measurement } from './detection-times.js';
import { FAULTS_AS_GENERATED } from './faults.js';
import { meetFault } from './meet-fault.js';
import { openStack, type FaultStack } from './stack.js';

const MOST_MS = 120_000;

const measurements: Measurement[] = [];
let stack: FaultStack;

beforeAll(async () => {
  stack = await openStack();
});

afterAll(async () => {
  await stack?.close();
  if (measurements.length === FAULTS_AS_GENERATED.length) writeMeasurements('As generated', measurements);
});

it.each(FAULTS_AS_GENERATED)('$title: $alert arrives within two minutes, without traffic, on the files as they are', async (fault) => {
  const measurement = await meetFault(stack, fault);
  measurements.push(measurement);
  expect(measurement.detectedMs).toBeLessThan(MOST_MS);
});
