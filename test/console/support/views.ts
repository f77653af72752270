/** Every view by an address of its own, with its heading; those of single things are opened by their tests. */
export const VIEWS: readonly (readonly [path: string, heading: string | RegExp])[] = [
  ['/console/', 'Overview'],
  ['/console/dashboards', /Dashboards|Overview/],
  ['/console/dashboards/mining-click-overview', 'Mining Click Overview'],
  ['/console/clicks', 'Find a click'],
  ['/console/clicks?user=demo-1', 'Find a click'],
  ['/console/failed', 'Failed clicks'],
  ['/console/queue', 'Queue'],
  ['/console/alerts', 'Alerts'],
  ['/console/alerts?tab=history', 'Alerts'],
  ['/console/runbooks', 'Runbooks'],
  ['/console/runbooks/MiningDeadLetters', 'Runbook: MiningDeadLetters'],
  ['/console/audit', 'Audit trail'],
  ['/console/nothing', 'No such view'],
];
