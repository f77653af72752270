import type { DashboardLink } from '../../../src/console/measured.ts';

export type Group = { readonly title: string; readonly dashboards: readonly DashboardLink[] };

const GROUPS: readonly (readonly [title: string, isIn: (uid: string) => boolean])[] = [
  ['Where to begin', (uid) => /-(overview|slos)$/.test(uid)],
  ['A part by itself', (uid) => !/-(overview|slos|logs)$/.test(uid)],
  ['What was written down', (uid) => uid.endsWith('-logs')],
];

/** In the order in which one looks: is all well, which part, which line. A new dashboard stands with the parts. */
export function groupsOf(dashboards: readonly DashboardLink[]): readonly Group[] {
  return GROUPS.map(([title, isIn]) => ({ title, dashboards: dashboards.filter(({ uid }) => isIn(uid)) })).filter((group) => group.dashboards.length > 0);
}
