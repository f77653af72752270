import { panelsOf, type Dashboard, type Panel } from './dashboard-json.ts';
import { KNOWN_UNITS } from '../charts/units.ts';
import { KNOWN_COLORS } from '../charts/palette.ts';
import { CALCULATIONS } from './display.ts';

/*
 * All that the viewer knows of Grafana's dashboards. Where a generated dashboard begins to say more, known-options.test.ts
 * fails until it is drawn and stands here; whatever else it is given is named on the page.
 */

/** Any value: it is drawn as it is, or changes nothing that can be seen here. */
const ANY = 'any';
/** By path of the JSON; `[]` is each entry of a list, `*` any name. A list names the values that are drawn. */
type Known = Readonly<Record<string, typeof ANY | readonly unknown[]>>;

const COLOR = KNOWN_COLORS;
const UNIT = KNOWN_UNITS;
const CALCS = Object.keys(CALCULATIONS);

const EVERY_PANEL: Known = {
  id: ANY,
  title: ANY,
  description: ANY,
  'gridPos.*': ANY,
  'datasource.type': ['prometheus', 'loki'],
  'datasource.uid': ANY,
  'links[].title': ANY,
  'links[].url': ANY,
  // A new tab would ask for the token again: links within the console stay in it, others open a tab.
  'links[].targetBlank': ANY,
  transparent: [false],
  // Without `repeat`, which is not known here, its direction says nothing.
  repeatDirection: ANY,
  interval: ANY,
  maxDataPoints: ANY,
  'targets[].datasource.type': ['prometheus', 'loki'],
  'targets[].datasource.uid': ANY,
  'targets[].expr': ANY,
  'targets[].legendFormat': ANY,
  'targets[].refId': ANY,
  'targets[].interval': ANY,
  'targets[].range': ANY,
  'targets[].instant': ANY,
  'fieldConfig.defaults.noValue': ANY,
  'fieldConfig.defaults.unit': UNIT,
  'fieldConfig.defaults.decimals': ANY,
  'fieldConfig.defaults.min': ANY,
  'fieldConfig.defaults.max': ANY,
  'fieldConfig.defaults.thresholds.mode': ['absolute'],
  'fieldConfig.defaults.thresholds.steps[].value': ANY,
  'fieldConfig.defaults.thresholds.steps[].color': COLOR,
  'fieldConfig.overrides[].matcher.id': ['byName', 'byRegexp', 'byType'],
  'fieldConfig.overrides[].matcher.options': ANY,
  'fieldConfig.overrides[].properties[].id': ['color', 'links', 'custom.cellOptions'],
  'fieldConfig.overrides[].properties[].value.mode': ['fixed'],
  'fieldConfig.overrides[].properties[].value.fixedColor': COLOR,
  'fieldConfig.overrides[].properties[].value.type': ['color-text'],
  'fieldConfig.overrides[].properties[].value[].title': ANY,
  'fieldConfig.overrides[].properties[].value[].url': ANY,
};

const BY_TYPE: Readonly<Record<string, Known>> = {
  row: { id: ANY, title: ANY, collapsed: ANY, 'gridPos.*': ANY },
  timeseries: {
    ...EVERY_PANEL,
    'targets[].exemplar': ANY,
    'targets[].queryType': ['range'],
    'fieldConfig.defaults.custom.axisSoftMax': ANY,
    'fieldConfig.defaults.custom.drawStyle': ['bars', 'line'],
    'fieldConfig.defaults.custom.fillOpacity': ANY,
    'fieldConfig.defaults.custom.lineInterpolation': ['linear', 'stepAfter'],
    'fieldConfig.defaults.custom.lineWidth': ANY,
    'fieldConfig.defaults.custom.showPoints': ['never'],
    'fieldConfig.defaults.custom.stacking.group': ['A'],
    'fieldConfig.defaults.custom.stacking.mode': ['none', 'normal'],
    'fieldConfig.defaults.custom.thresholdsStyle.mode': ['off', 'dashed+area'],
    'options.legend.calcs[]': CALCS,
    'options.legend.displayMode': ['list', 'table', 'hidden'],
    'options.legend.placement': ['bottom'],
    'options.legend.showLegend': ANY,
    'options.legend.sortBy': Object.values(CALCULATIONS).map(({ title }) => title),
    'options.legend.sortDesc': ANY,
    'options.tooltip.mode': ['single', 'multi', 'none'],
    'options.tooltip.sort': ['none', 'asc', 'desc'],
  },
  stat: {
    ...EVERY_PANEL,
    'fieldConfig.defaults.mappings[].type': ['special', 'value'],
    'fieldConfig.defaults.mappings[].options.match': ['null+nan'],
    'fieldConfig.defaults.mappings[].options.*.text': ANY,
    'fieldConfig.defaults.mappings[].options.*.color': COLOR,
    'options.colorMode': ['background'],
    'options.graphMode': ['none'],
    'options.justifyMode': ['auto'],
    'options.orientation': ['auto'],
    'options.percentChangeColorMode': ANY,
    'options.showPercentChange': [false],
    'options.reduceOptions.calcs[]': CALCS,
    'options.reduceOptions.values': [false],
    'options.textMode': ['auto'],
    'options.wideLayout': ANY,
  },
  table: {
    ...EVERY_PANEL,
    'targets[].format': ['table'],
    'fieldConfig.defaults.custom.align': ['auto'],
    // Columns are sorted by their heads; the rows are few enough to be read.
    'fieldConfig.defaults.custom.filterable': ANY,
    'fieldConfig.defaults.custom.inspect': [false],
    'options.cellHeight': ['sm'],
    'options.footer.show': [false],
    'options.footer.countRows': ANY,
    'options.footer.reducer': ANY,
    'options.frameIndex': [0],
    'options.showHeader': [true],
    'options.showTypeIcons': [false],
    'transformations[].id': ['organize', 'sortBy'],
    'transformations[].options.excludeByName.*': ANY,
    'transformations[].options.indexByName.*': ANY,
    'transformations[].options.renameByName.*': ANY,
    'transformations[].options.sort[].field': ANY,
    'transformations[].options.sort[].desc': ANY,
    'transformations[].options.fields': ANY,
  },
  heatmap: {
    ...EVERY_PANEL,
    'targets[].format': ['heatmap'],
    'options.calculate': [false],
    'options.cellGap': ANY,
    'options.cellValues.unit': UNIT,
    'options.color.mode': ['scheme'],
    'options.color.scheme': ['Oranges'],
    'options.color.exponent': ANY,
    'options.color.steps': ANY,
    'options.color.reverse': [false],
    // Of the mode `opacity` only.
    'options.color.fill': ANY,
    'options.exemplars.color': ANY,
    'options.filterValues.le': ANY,
    'options.legend.show': ANY,
    'options.selectionMode': ['x'],
    'options.showValue': ['auto', 'never'],
    'options.tooltip.mode': ['single'],
    'options.yAxis.unit': UNIT,
  },
  logs: {
    ...EVERY_PANEL,
    'targets[].maxLines': ANY,
    'targets[].queryType': ['range'],
    'options.dedupStrategy': ['none'],
    'options.enableLogDetails': [true],
    'options.prettifyLogMessage': [false],
    'options.showCommonLabels': [false],
    'options.showLabels': [false],
    'options.showLogContextToggle': [false],
    'options.showTime': [true],
    'options.sortOrder': ['Descending'],
    'options.wrapLogMessage': [true],
  },
};

const DASHBOARD: Known = {
  'annotations.list[].builtIn': [0],
  'annotations.list[].enable': ANY,
  'annotations.list[].hide': [false],
  'annotations.list[].expr': ANY,
  'annotations.list[].iconColor': COLOR,
  'annotations.list[].name': ANY,
  'annotations.list[].step': ANY,
  // Grafana filters marks by these; here all marks of an annotation are shown or none.
  'annotations.list[].tagKeys': ANY,
  'annotations.list[].textFormat': ANY,
  'annotations.list[].titleFormat': ANY,
  'annotations.list[].useValueForTime': ANY,
  'annotations.list[].datasource.*': ANY,
  description: ANY,
  editable: ANY,
  fiscalYearStartMonth: [0],
  graphTooltip: [0, 1],
  'links[].type': ['dashboards'],
  'links[].asDropdown': [true],
  'links[].includeVars': ANY,
  'links[].keepTime': ANY,
  'links[].tags[]': ANY,
  'links[].targetBlank': [false],
  'links[].title': ANY,
  'links[].icon': ANY,
  'links[].tooltip': ANY,
  refresh: ANY,
  schemaVersion: [42],
  'tags[]': ANY,
  'templating.list[].type': ['custom', 'datasource', 'query', 'textbox'],
  'templating.list[].name': ANY,
  'templating.list[].label': ANY,
  'templating.list[].query': ANY,
  'templating.list[].query.*': ANY,
  'templating.list[].datasource.*': ANY,
  'templating.list[].current.selected': ANY,
  'templating.list[].current.text': ANY,
  'templating.list[].current.text[]': ANY,
  'templating.list[].current.value': ANY,
  'templating.list[].current.value[]': ANY,
  'templating.list[].allValue': ANY,
  'templating.list[].includeAll': ANY,
  'templating.list[].multi': ANY,
  // Any value may be chosen by the address.
  'templating.list[].allowCustomValue': ANY,
  'templating.list[].auto': [false],
  'templating.list[].auto_count': ANY,
  'templating.list[].auto_min': ANY,
  'templating.list[].refresh': [2],
  'templating.list[].skipUrlSync': [false],
  'templating.list[].sort': [1],
  'time.*': ANY,
  timezone: ['browser'],
  title: ANY,
  uid: ANY,
};

/** What of a panel the viewer does not know how to draw, in the words of the JSON: `options.graphMode area`. */
export function unknownInPanel(panel: Panel): readonly string[] {
  const known = BY_TYPE[panel.type];
  return known ? unknownIn(panel, { ...known, type: ANY, panels: ANY }, '') : [`panel type ${panel.type}`];
}

export function unknownInDashboard(dashboard: Dashboard): readonly string[] {
  return unknownIn(dashboard, { ...DASHBOARD, panels: ANY }, '');
}

export function unknownAnywhere(dashboard: Dashboard): readonly string[] {
  const rows = dashboard.panels.filter(({ type }) => type === 'row');
  return [...unknownInDashboard(dashboard), ...[...rows, ...panelsOf(dashboard)].flatMap((panel) => unknownInPanel(panel).map((what) => `panel ${panel.id} ${panel.title}: ${what}`))];
}

function unknownIn(value: unknown, known: Known, path: string): readonly string[] {
  const rule = ruleOf(known, path);
  if (rule === ANY) return [];
  if (rule !== undefined && !isObject(value)) return rule.includes(value) ? [] : [`${path} ${String(value)}`];
  if (Array.isArray(value)) return value.flatMap((entry: unknown) => unknownIn(entry, known, `${path}[]`));
  if (isObject(value)) return Object.entries(value).flatMap(([name, inner]) => unknownIn(inner, known, path === '' ? name : `${path}.${name}`));
  return [path];
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** A path by its own name, or with one of its names left open. */
function ruleOf(known: Known, path: string): Known[string] | undefined {
  const names = path.split('.');
  const open = names.map((_, index) => [...names.slice(0, index), '*', ...names.slice(index + 1)].join('.'));
  return [path, ...open].map((candidate) => known[candidate]).find((rule) => rule !== undefined);
}
