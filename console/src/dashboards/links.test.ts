import { describe, expect, it } from 'vitest';
import { dashboardAddress, destinationOf, fillLink, type LinkScope } from './links.ts';

const SCOPE: LinkScope = { range: { from: 1000, to: 2000 }, variables: { job: ['a', 'b'] }, time: 1500, labels: { job: 'mining-click-api' }, row: { 'Error code': 'A&B' } };

describe('fillLink', () => {
  it.each([
    ['/d/x?from=${__from}&to=${__to}', '/d/x?from=1000&to=2000'],
    ['/d/x?time=${__value.time}&var-job=${__field.labels.job}', '/d/x?time=1500&var-job=mining-click-api'],
    ['/d/x?var-c=${__data.fields["Error code"]}', '/d/x?var-c=A%26B'],
    ['/d/x?var-c=${__field.labels.absent}', '/d/x?var-c='],
    ['/d/x?var-job=${job}', '/d/x?var-job=a%2Cb'],
    ['/d/x?y=${nobody}', '/d/x?y=${nobody}'],
  ])('of %s is %s', (url, filled) => {
    expect(fillLink(url, SCOPE)).toBe(filled);
  });
});

describe('destinationOf', () => {
  it.each([
    ['/d/mining-click-logs?time=5&var-status=', '/console/dashboards/mining-click-logs?time=5', true],
    ['http://127.0.0.1:8080/docs/runbooks/MiningRedisSlow', '/console/runbooks/MiningRedisSlow', true],
    ['https://example.org/wiki', 'https://example.org/wiki', false],
    ['javascript:alert(1)', '#', false],
  ])('of %s is %s', (url, href, isInConsole) => {
    expect(destinationOf(url)).toEqual({ href, isInConsole });
  });
});

it('leads to another dashboard at the same time with the same choices', () => {
  expect(dashboardAddress('x', { from: 'now-1h', to: 'now' }, new URLSearchParams('var-job=a&var-job=b&refresh=5s'))).toBe('/console/dashboards/x?from=now-1h&to=now&var-job=a&var-job=b');
});
