import { describe, expect, it } from 'vitest';
import { panelsOf, type Dashboard, type Panel } from './dashboard-json.ts';
import { unknownAnywhere, unknownInDashboard, unknownInPanel } from './known-options.ts';

const GENERATED = import.meta.glob<Dashboard>('../../../observability/generated/grafana/dashboards/*.json', { eager: true, import: 'default' });
const [overview] = Object.entries(GENERATED).flatMap(([file, dashboard]) => (file.endsWith('mining-click-overview.json') ? [dashboard] : []));

function panelOf(type: string): Panel {
  const panel = overview && panelsOf(overview).find((one) => one.type === type);
  if (!panel) throw new Error(`the overview has no ${type}`);
  return structuredClone(panel);
}

describe('the generated dashboards', () => {
  it('are all found', () => {
    expect(Object.keys(GENERATED).length).toBeGreaterThanOrEqual(6);
  });

  it.each(Object.entries(GENERATED))('%s says nothing that the viewer does not know', (_, dashboard) => {
    expect(unknownAnywhere(dashboard)).toEqual([]);
  });
});

describe('unknownInPanel', () => {
  it('names a type', () => {
    expect(unknownInPanel({ ...panelOf('stat'), type: 'gauge' })).toEqual(['panel type gauge']);
  });

  it('names an option, and a value of one', () => {
    const stat = panelOf('stat');
    expect(unknownInPanel({ ...stat, options: { ...stat.options, graphMode: 'area', text: { titleSize: 9 } } } as Panel)).toEqual(['options.graphMode area', 'options.text.titleSize']);
  });

  it('names a unit, a colour and a property of an override', () => {
    const series = panelOf('timeseries');
    const fieldConfig = {
      defaults: { unit: 'furlongs', custom: { axisPlacement: 'right' } },
      overrides: [{ matcher: { id: 'byName', options: 'x' }, properties: [{ id: 'color', value: { mode: 'fixed', fixedColor: 'mauve' } }, { id: 'max', value: 3 }] }],
    };
    expect(unknownInPanel({ ...series, fieldConfig } as Panel)).toEqual([
      'fieldConfig.defaults.unit furlongs',
      'fieldConfig.defaults.custom.axisPlacement',
      'fieldConfig.overrides[].properties[].value.fixedColor mauve',
      'fieldConfig.overrides[].properties[].id max',
      'fieldConfig.overrides[].properties[].value',
    ]);
  });

  it('names a transformation', () => {
    expect(unknownInPanel({ ...panelOf('table'), transformations: [{ id: 'merge', options: {} }] })).toEqual(['transformations[].id merge']);
  });
});

it('names what a dashboard asks for besides panels', () => {
  if (!overview) throw new Error('no overview');
  expect(unknownInDashboard({ ...overview, templating: { list: [{ name: 'x', type: 'interval' }] }, timepicker: { hidden: true } } as unknown as Dashboard)).toEqual(['templating.list[].type interval', 'timepicker.hidden']);
});
