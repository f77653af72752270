/** The parts of Grafana's dashboard JSON that the viewer reads. What else a dashboard may say is listed in known-options.ts. */

export type Dashboard = {
  readonly uid: string;
  readonly title: string;
  readonly description?: string;
  readonly tags?: readonly string[];
  readonly time?: { readonly from: string; readonly to: string };
  readonly refresh?: string;
  /** 0: each chart by itself, 1: one crosshair for all, 2: one tooltip for all. */
  readonly graphTooltip?: 0 | 1 | 2;
  readonly links?: readonly DashboardMenu[];
  readonly annotations?: { readonly list: readonly Annotation[] };
  readonly templating?: { readonly list: readonly Variable[] };
  readonly panels: readonly Panel[];
};

/** A menu of the dashboards that carry one of the tags. */
export type DashboardMenu = {
  readonly type: string;
  readonly title: string;
  readonly tags: readonly string[];
  readonly keepTime: boolean;
  readonly includeVars: boolean;
  readonly url?: string;
};

export type Annotation = {
  readonly name: string;
  readonly enable: boolean;
  readonly hide?: boolean;
  readonly expr?: string;
  readonly iconColor: string;
  readonly titleFormat?: string;
  readonly textFormat?: string;
  readonly step?: string;
  /** The sample is the time in milliseconds, not when it was scraped. */
  readonly useValueForTime?: boolean;
};

export type Variable = {
  readonly name: string;
  readonly label?: string;
  readonly type: string;
  readonly query?: string | { readonly query: string };
  readonly multi?: boolean;
  readonly includeAll?: boolean;
  readonly allValue?: string;
  readonly hide?: number;
  readonly current?: { readonly value?: string | readonly string[]; readonly text?: string | readonly string[] };
};

export type GridPos = { readonly x: number; readonly y: number; readonly w: number; readonly h: number };

export type Panel = {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly description?: string;
  readonly gridPos: GridPos;
  readonly collapsed?: boolean;
  readonly panels?: readonly Panel[];
  readonly datasource?: { readonly type: string };
  readonly targets?: readonly Target[];
  readonly links?: readonly Link[];
  readonly interval?: string;
  readonly maxDataPoints?: number;
  readonly fieldConfig?: FieldConfig;
  readonly options?: PanelOptions;
  readonly transformations?: readonly Transformation[];
};

export type Target = {
  readonly refId: string;
  readonly expr: string;
  readonly legendFormat?: string;
  readonly instant?: boolean;
  readonly interval?: string;
  readonly format?: string;
  readonly exemplar?: boolean;
};

export type Link = { readonly title: string; readonly url: string; readonly targetBlank?: boolean };

export type FieldConfig = {
  readonly defaults?: FieldDefaults;
  readonly overrides?: readonly Override[];
};

export type Override = {
  readonly matcher: { readonly id: string; readonly options: string };
  readonly properties: readonly { readonly id: string; readonly value: unknown }[];
};

export type FieldDefaults = {
  readonly unit?: string;
  readonly decimals?: number;
  readonly min?: number;
  readonly max?: number;
  readonly noValue?: string;
  readonly mappings?: readonly Mapping[];
  readonly thresholds?: { readonly mode: string; readonly steps: readonly ThresholdStep[] };
  readonly custom?: CustomField;
};

/** `value` null: from below. */
export type ThresholdStep = { readonly value: number | null; readonly color: string };
export type MappedValue = { readonly text?: string; readonly color?: string };
export type Mapping =
  | { readonly type: 'value'; readonly options: Readonly<Record<string, MappedValue>> }
  | { readonly type: 'special'; readonly options: { readonly match: string; readonly result: MappedValue } };

export type CustomField = {
  readonly drawStyle?: string;
  readonly fillOpacity?: number;
  readonly lineWidth?: number;
  readonly lineInterpolation?: string;
  readonly showPoints?: string;
  readonly axisSoftMax?: number;
  readonly stacking?: { readonly mode: string };
  readonly thresholdsStyle?: { readonly mode: string };
  readonly filterable?: boolean;
};

export type PanelOptions = {
  readonly legend?: LegendOptions;
  readonly tooltip?: { readonly mode?: string; readonly sort?: string };
  readonly reduceOptions?: { readonly calcs?: readonly string[] };
  readonly showHeader?: boolean;
  readonly color?: { readonly exponent?: number; readonly steps?: number; readonly reverse?: boolean };
  readonly yAxis?: { readonly unit?: string };
  readonly cellGap?: number;
  readonly cellValues?: { readonly unit?: string };
  readonly filterValues?: { readonly le?: number };
};

export type LegendOptions = {
  readonly showLegend?: boolean;
  readonly show?: boolean;
  readonly displayMode?: string;
  readonly calcs?: readonly string[];
  readonly sortBy?: string;
  readonly sortDesc?: boolean;
};

export type Transformation = { readonly id: string; readonly options: TransformationOptions };
export type TransformationOptions = {
  readonly excludeByName?: Readonly<Record<string, boolean>>;
  readonly indexByName?: Readonly<Record<string, number>>;
  readonly renameByName?: Readonly<Record<string, string>>;
  readonly sort?: readonly { readonly field: string; readonly desc?: boolean }[];
};

/** All panels that are drawn, those of collapsed rows as well. */
export function panelsOf(dashboard: Dashboard): readonly Panel[] {
  return dashboard.panels.flatMap((panel) => (panel.type === 'row' ? (panel.panels ?? []) : [panel]));
}

/** Whether it asks for log lines, or for numbers made of them. */
export const asksLogs = ({ datasource }: Panel): boolean => datasource?.type === 'loki';
