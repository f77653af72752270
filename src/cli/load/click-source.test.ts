import fc from 'fast-check';
import { expect, it } from 'vitest';
import { IDEMPOTENCY_KEY_PATTERN, USER_ID_PATTERN } from '../../click/click.js';
import { createClickSource } from './click-source.js';

const settings = { runId: '0badcafe', users: 20, clients: 7, duplicates: 0.3, random: Math.random };

it('repeats only clicks that were sent before, and gives every other click a key of its own', () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 0.99, noNaN: true }), (duplicates) => {
      const next = createClickSource({ ...settings, duplicates });
      const seen = new Set<string>();
      for (let sends = 0; sends < 300; sends += 1) {
        const { click, duplicate } = next();
        expect(seen.has(click.key)).toBe(duplicate);
        seen.add(click.key);
      }
    }),
    { numRuns: 30 },
  );
});

it('repeats a click as it was: same user, same client, same body', () => {
  const next = createClickSource({ ...settings, duplicates: 0.9 });
  const firsts = new Map<string, object>();
  for (let sends = 0; sends < 200; sends += 1) {
    const { click, duplicate } = next();
    if (duplicate) expect(click).toBe(firsts.get(click.key));
    firsts.set(click.key, click);
  }
});

it('keeps each user on one client, and names both as the API wants them', () => {
  const next = createClickSource({ ...settings, duplicates: 0 });
  const clientOf = new Map<string, number>();
  for (let sends = 0; sends < 500; sends += 1) {
    const { click } = next();
    expect(click.key).toMatch(new RegExp(IDEMPOTENCY_KEY_PATTERN));
    expect(click.userId).toMatch(new RegExp(USER_ID_PATTERN));
    expect(clientOf.get(click.userId) ?? click.client).toBe(click.client);
    clientOf.set(click.userId, click.client);
  }
  expect(new Set(clientOf.values()).size).toBe(settings.clients);
});
