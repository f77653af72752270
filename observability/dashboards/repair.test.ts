import {
  AnnotationQueryBuilder,
  DashboardBuilder,
  DashboardLinkBuilder,
  RowBuilder,
  type Dashboard,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { DataqueryBuilder } from '@grafana/grafana-foundation-sdk/prometheus';
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/timeseries';
import { describe, expect, it } from 'vitest';
import { timeSeries } from './panels/time-series.js';
import { CLICKS } from './queries/clicks.js';
import { repair } from './repair.js';

const query = (expr: string) => new DataqueryBuilder().expr(expr).range();
const panel = () => new PanelBuilder().title('p').withTarget(query('a')).withTarget(query('b')).links([new DashboardLinkBuilder('r').url('/d/x')]);

function build(): Dashboard {
  return new DashboardBuilder('d')
    .link(new DashboardLinkBuilder('l').url('/d/x'))
    .annotation(new AnnotationQueryBuilder().name('a').expr('up'))
    .withRow(new RowBuilder('first'))
    .withPanel(panel())
    .withRow(new RowBuilder('second'))
    .withPanel(panel())
    .build();
}

/** Both are read as the file has them. */
const asFile = (dashboard: Dashboard) => JSON.parse(JSON.stringify(dashboard)) as Dashboard;

/** What the library builds wrong, and is still found to do so: a repair whose fault is gone can go too. */
describe('repair', () => {
  it.each([
    ['shows links', (it: Dashboard) => it.links, [{ placement: 'inControlsMenu' }], { placement: 'inControlsMenu' }],
    ['shows annotations', (it: Dashboard) => it.annotations.list, [{ placement: 'inControlsMenu' }], { placement: 'inControlsMenu' }],
  ])('%s', (_what, read, wrong, never) => {
    expect(read(asFile(build()))).toMatchObject(wrong);
    expect(read(repair(build()))).not.toMatchObject([never]);
  });

  it('makes plain links of those of panels', () => {
    const linksOf = (dashboard: Dashboard) => dashboard.panels?.flatMap((each) => ('links' in each ? (each.links ?? []) : []));
    expect(linksOf(asFile(build()))?.[0]).toHaveProperty('asDropdown');
    expect(linksOf(repair(build()))?.[0]).toEqual({ title: 'r', url: '/d/x', targetBlank: false });
  });

  it('numbers rows and panels', () => {
    const idsOf = (dashboard: Dashboard) => dashboard.panels?.map(({ id }) => id);
    expect(idsOf(asFile(build()))).toEqual([0, undefined, 0, undefined]);
    expect(idsOf(repair(build()))).toEqual([1, 2, 3, 4]);
  });

  it('numbers and letters what is in a row that is shut', () => {
    const built = new DashboardBuilder('d').withRow(new RowBuilder('shut').collapsed(true).withPanel(panel())).withPanel(panel()).build();
    const [row] = repair(built).panels ?? [];
    expect(row).toMatchObject({ id: 1, panels: [{ id: 2, targets: [{ refId: 'A' }, { refId: 'B' }], links: [{ title: 'r' }] }] });
  });

  it('letters the queries of each panel', () => {
    const lettersOf = (dashboard: Dashboard) =>
      dashboard.panels?.flatMap((each) => ('targets' in each ? (each.targets ?? []) : [])).map((target) => ('refId' in target ? target.refId : undefined));
    expect(lettersOf(asFile(build()))).toEqual([undefined, undefined, undefined, undefined]);
    expect(lettersOf(repair(build()))).toEqual(['A', 'B', 'A', 'B']);
  });

  it('gives a copy that does not change with the builder', () => {
    const shared = new DashboardBuilder('before');
    const repaired = repair(shared.build());
    shared.title('after');
    expect(repaired.title).toBe('before');
  });
});

describe('a panel of the factories', () => {
  const plan = timeSeries({ title: 't', shows: 's', good: 'g', otherwise: 'o', unit: 's', queries: [{ expr: CLICKS.accepted, legend: 'x' }] });

  it('is made anew each time: the library gives the same object twice', () => {
    const builder = panel();
    expect(builder.build()).toBe(builder.build());
    expect(plan.build()).not.toBe(plan.build());
  });

  it('shows its legend: the library hides it', () => {
    expect(panel().build().options.legend.showLegend).toBe(false);
    expect(plan.build().options.legend.showLegend).toBe(true);
  });
});
