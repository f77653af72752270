import { expect, it } from 'vitest';
import { changedAddress } from './address.ts';

it('sets, repeats and takes out parameters', () => {
  expect(changedAddress('/console/dashboards/x?from=now-1h&var-job=a', { from: '5', 'var-job': ['b', 'c'] })).toBe('/console/dashboards/x?from=5&var-job=b&var-job=c');
  expect(changedAddress('/console/dashboards/x?from=now-1h&data=3', { data: null })).toBe('/console/dashboards/x?from=now-1h');
});
