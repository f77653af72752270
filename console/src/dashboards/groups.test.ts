import { expect, it } from 'vitest';
import { groupsOf } from './groups.ts';

const link = (uid: string) => ({ uid, title: uid, description: '', tags: [] });

it('has every dashboard once, the overview first', () => {
  const groups = groupsOf(['logs', 'overview', 'queue', 'slos', 'new'].map((name) => link(`mining-click-${name}`)));
  expect(groups.map(({ dashboards }) => dashboards.map(({ uid }) => uid.slice('mining-click-'.length)))).toEqual([['overview', 'slos'], ['queue', 'new'], ['logs']]);
});
