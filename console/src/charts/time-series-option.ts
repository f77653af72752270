import type { EChartsCoreOption } from 'echarts/core';
import type { CustomField, Panel, ThresholdStep } from '../dashboards/dashboard-json.ts';
import type { Series } from '../dashboards/series.ts';
import type { Exemplar } from '../../../src/console/measured.ts';
import { groundOption, INKS, timeInBothZones, type Ground } from './ground.ts';
import { colorNamed, seriesColors, withOpacity } from './palette.ts';
import { formatOf, type Format } from './units.ts';

/** What is drawn over the lines: since when, until when, and what it was. */
export type Mark = { readonly from: number; readonly to: number; readonly title: string; readonly text: string; readonly color: string };

/** A single request or click, and how high it is drawn. */
export type PlacedExemplar = { readonly exemplar: Exemplar; readonly height: number };
/** How wide its dot is. */
export const EXEMPLAR_PIXELS = 9;

/** What lies above the lines is drawn at their highest, so that the axis stays theirs, as in Grafana. */
export function placeExemplars(exemplars: readonly Exemplar[], highest: number): readonly PlacedExemplar[] {
  return exemplars.map((exemplar) => ({ exemplar, height: Math.min(exemplar.value, highest) }));
}

export type Drawn = Series & { readonly color: string };

/** Each series with its colour: the one that its name was given, or the next of the palette that no name has. */
export function colored(series: readonly Series[], theme: Ground['theme']): readonly Drawn[] {
  const given = series.map(({ field }) => (field.color?.fixedColor === undefined ? undefined : colorNamed(field.color.fixedColor, theme)));
  const palette = seriesColors(theme).filter((color) => !given.includes(color));
  let next = 0;
  return series.map((one, index) => ({ ...one, color: given[index] ?? (palette[next++ % palette.length] as string) }));
}

export function timeSeriesOption(panel: Panel, series: readonly Drawn[], marks: readonly Mark[], exemplars: readonly PlacedExemplar[], ground: Ground): EChartsCoreOption {
  const defaults = panel.fieldConfig?.defaults ?? {};
  const format = formatOf(defaults.unit);
  const option = groundOption(ground);
  return {
    ...option,
    yAxis: valueAxis(panel, highestOf(series, defaults.custom), ground),
    tooltip: { ...(option['tooltip'] as object), ...tooltip(panel, series, ground, (value) => format(value, defaults.decimals)) },
    series: [...series.map((one) => lineOf(one)), dotsOf(exemplars, ground, format), backdrop(defaults.custom, defaults.thresholds?.steps ?? [], marks, ground)],
  };
}

function lineOf({ name, points, color, field: { custom = {} } }: Drawn): object {
  const stack = custom.stacking?.mode === 'normal' ? { stack: 'all' } : {};
  const data = points.map(([at, value]) => [at, value === null || !Number.isFinite(value) ? null : value]);
  const opacity = (custom.fillOpacity ?? 0) / 100;
  if (custom.drawStyle === 'bars') return { type: 'bar', name, data, ...stack, barCategoryGap: '20%', barMinWidth: 1, itemStyle: { color: withOpacity(color, opacity || 1) }, emphasis: { disabled: true } };
  return {
    type: 'line',
    name,
    data,
    ...stack,
    symbol: 'none',
    connectNulls: false,
    ...(custom.lineInterpolation === 'stepAfter' && { step: 'end' }),
    lineStyle: { width: custom.lineWidth ?? 1, color },
    itemStyle: { color },
    ...(opacity > 0 && { areaStyle: { color, opacity } }),
    emphasis: { disabled: true },
  };
}

/** Each tells of itself; the tooltip of the lines leaves them out. */
function dotsOf(exemplars: readonly PlacedExemplar[], { theme, zone }: Ground, format: Format): object {
  const { text, surface } = INKS[theme];
  return {
    type: 'scatter',
    data: exemplars.map(({ exemplar, height }) => [exemplar.at, height]),
    symbol: 'diamond',
    symbolSize: EXEMPLAR_PIXELS,
    itemStyle: { color: text, borderColor: surface, borderWidth: 1 },
    emphasis: { disabled: true },
    tooltip: {
      trigger: 'item',
      formatter: ({ dataIndex }: { readonly dataIndex: number }) => {
        const one = exemplars[dataIndex]?.exemplar;
        return one ? `${timeInBothZones(one.at, zone)}\nsingle: ${format(one.value)}\npress to find its click` : '';
      },
    },
  };
}

/** The highest that is drawn: of stacked series the highest sum. */
export function highestOf(series: readonly Series[], custom: CustomField | undefined): number {
  const isStacked = custom?.stacking?.mode === 'normal';
  const sums = new Map<number, number>();
  for (const { points } of series) {
    for (const [at, value] of points) {
      if (value === null || !Number.isFinite(value)) continue;
      const before = sums.get(at);
      sums.set(at, before === undefined ? value : isStacked ? before + value : Math.max(before, value));
    }
  }
  return Math.max(-Infinity, ...sums.values());
}

function valueAxis({ fieldConfig }: Panel, highest: number, { theme, fontSize }: Ground): object {
  const { min, max, custom = {}, unit, decimals } = fieldConfig?.defaults ?? {};
  const { text, line } = INKS[theme];
  const { axisSoftMax = -Infinity } = custom;
  const soft = highest < axisSoftMax ? axisSoftMax : undefined;
  const finest = finestTick(unit, decimals);
  const { end, interval } = endOf(min, max ?? soft, unit === 'bytes' ? highest : -Infinity, finest);
  const format = axisFormat(formatOf(unit), decimals);
  return {
    type: 'value',
    min,
    max: end,
    interval,
    minInterval: finest,
    // Without a lower end the axis follows the values, as Grafana's does.
    scale: min === undefined,
    splitNumber: 5,
    // An upper end between two ticks has no label: it would stand in the way of the one below.
    axisLabel: { color: text, fontSize, hideOverlap: true, formatter: (value: number) => (interval !== undefined && value === end && !isMultiple(value, interval) ? '' : format(value)) },
    splitLine: { lineStyle: { color: line } },
  };
}

/** ECharts chooses where nothing is returned. It counts in tens: of bytes, ticks are powers of two. */
function endOf(min: number | undefined, end: number | undefined, highestBytes: number, finest: number | undefined): { readonly end?: number | undefined; readonly interval?: number } {
  if (min === undefined) return { end };
  if (end !== undefined) return { end, interval: tickInterval(end - min, finest) };
  if (highestBytes <= 0) return {};
  const interval = 2 ** Math.ceil(Math.log2(highestBytes / 5));
  return { end: Math.ceil(highestBytes / interval) * interval, interval };
}

/** Where a number of decimals is set, finer ticks would have the same label. */
function finestTick(unit: string | undefined, decimals: number | undefined): number | undefined {
  if (decimals === undefined) return undefined;
  if (unit === 'percentunit') return 10 ** (-decimals - 2);
  return unit === undefined || unit === 'none' || unit === 'locale' ? 10 ** -decimals : undefined;
}

/** About five ticks, at 1, 2 or 5 of a power of ten. */
export function tickInterval(length: number, finest = 0): number {
  const wished = length / 5;
  const decade = 10 ** Math.floor(Math.log10(wished));
  const nice = [1, 2, 5].map((digit) => digit * decade).find((one) => one >= wished * 0.85) ?? 10 * decade;
  return Math.max(nice, finest);
}

const isMultiple = (value: number, interval: number): boolean => Math.abs(value / interval - Math.round(value / interval)) < 1e-6;

/** Ticks are round numbers: their own digits say all, unless the panel wants a number of them. */
const axisFormat =
  (format: Format, decimals: number | undefined) =>
  (value: number): string =>
    format(Number(value.toPrecision(6)), decimals).replace(/(\.\d*?)0+(?=\D|$)/, '$1').replace(/\.(?=\D|$)/, '');

const MOST_LINES = 14;

type Pointed = { readonly seriesName: string; readonly value: readonly [number, number | null]; readonly marker: string };

function tooltip({ options }: Panel, series: readonly Drawn[], { zone }: Ground, format: (value: number) => string): object {
  const { mode = 'single', sort = 'none' } = options?.tooltip ?? {};
  if (mode === 'none') return { show: false };
  const sign = sort === 'desc' ? -1 : sort === 'asc' ? 1 : 0;
  return {
    trigger: 'axis',
    axisPointer: { type: 'line', animation: false },
    formatter: (pointed: readonly Pointed[]) => {
      const at = pointed[0]?.value[0];
      if (at === undefined) return '';
      const lines = pointed.flatMap(({ seriesName, value: [, value], marker }) => (value === null || value === undefined ? [] : [{ value, text: `${marker} ${seriesName}: ${format(value)}` }])).sort((one, other) => sign * (one.value - other.value));
      const left = lines.length - MOST_LINES;
      return [timeInBothZones(at, zone), ...lines.slice(0, MOST_LINES).map(({ text }) => text), ...(left > 0 ? [`… and ${left} more`] : []), ...(lines.length === 0 && series.length > 0 ? ['no value'] : [])].join('\n');
    },
  };
}

/** An empty series that carries what belongs to none: thresholds and marks. */
function backdrop(custom: CustomField | undefined, steps: readonly ThresholdStep[], marks: readonly Mark[], ground: Ground): object {
  const drawn = custom?.thresholdsStyle?.mode === 'dashed+area' ? steps : [];
  const lines = drawn.flatMap(({ value, color }) => (value === null || color === 'transparent' ? [] : [{ yAxis: value, lineStyle: { color: colorNamed(color, ground.theme), type: 'dashed', width: 1.5 } }]));
  return {
    type: 'line',
    data: [],
    silent: true,
    markLine: { silent: true, symbol: 'none', animation: false, label: { show: false }, data: [...lines, ...marks.map((mark) => markLine(mark, ground))] },
    markArea: { silent: true, animation: false, data: [...areas(drawn, ground), ...marks.filter(({ from, to }) => to > from).map((mark) => markArea(mark, ground))] },
  };
}

function areas(steps: readonly ThresholdStep[], { theme }: Ground): readonly object[] {
  return steps.flatMap(({ value, color }, index) => {
    if (color === 'transparent') return [];
    const until = steps[index + 1]?.value;
    const style = { itemStyle: { color: colorNamed(color, theme), opacity: 0.12 } };
    return [[{ ...style, ...(value !== null && { yAxis: value }) }, until === undefined || until === null ? {} : { yAxis: until }]];
  });
}

const markLine = ({ from, color }: Mark, { theme }: Ground): object => ({ xAxis: from, lineStyle: { color: colorNamed(color, theme), type: 'dotted', width: 1.5 } });
const markArea = ({ from, to, color }: Mark, { theme }: Ground): object => [{ xAxis: from, itemStyle: { color: colorNamed(color, theme), opacity: 0.08 } }, { xAxis: to }];
