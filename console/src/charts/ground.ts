import type { EChartsCoreOption } from 'echarts/core';
import { formatClock, formatTime, type Zone } from '../format/time.ts';
import type { Theme } from './palette.ts';

export type Range = { readonly from: number; readonly to: number };
/** What all charts of a page share: how they are lit, when, and in which zone times are written. */
export type Ground = { readonly theme: Theme; readonly zone: Zone; readonly range: Range; /** Pixels of the text at the axes. */ readonly fontSize: number };

export const INKS: Readonly<Record<Theme, { readonly text: string; readonly line: string; readonly surface: string }>> = {
  light: { text: '#505b6b', line: '#dfe4ea', surface: '#ffffff' },
  dark: { text: '#a9b4c3', line: '#2d3744', surface: '#232c38' },
};

const DAY_MS = 86_400_000;

/** Dates where the range is longer than a day, seconds where it is shorter than five minutes. */
export function timeLabel(at: number, { zone, range }: Ground): string {
  const length = range.to - range.from;
  const full = formatTime(at, zone);
  if (length > 2 * DAY_MS) return full.slice(5, 10);
  if (length > DAY_MS) return full.slice(5, 16);
  return length < 300_000 ? full.slice(11, 19) : formatClock(at, zone);
}

/** Both zones, that of the page first. */
export function timeInBothZones(at: number, zone: Zone): string {
  const [local, utc] = [formatTime(at, 'local'), formatTime(at, 'utc')];
  return zone === 'utc' ? `${utc}\n${local}` : `${local}\n${utc}`;
}

/** Axes, grid and tooltip; drawn at once, without anything that moves. */
export function groundOption(ground: Ground): EChartsCoreOption {
  const { text, line, surface } = INKS[ground.theme];
  const { fontSize } = ground;
  return {
    animation: false,
    useUTC: ground.zone === 'utc',
    textStyle: { fontFamily: 'system-ui, sans-serif', fontSize, color: text },
    grid: { left: 4, right: 12, top: 10, bottom: 4, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
    xAxis: {
      type: 'time',
      min: ground.range.from,
      max: ground.range.to,
      axisLine: { lineStyle: { color: line } },
      axisTick: { show: false },
      axisLabel: { color: text, fontSize, hideOverlap: true, formatter: (at: number) => timeLabel(at, ground) },
      splitLine: { show: true, lineStyle: { color: line } },
      axisPointer: { lineStyle: { color: text, type: 'dashed' } },
    },
    tooltip: {
      // Drawn on the canvas: no HTML is made of names and labels.
      renderMode: 'richText',
      confine: true,
      backgroundColor: surface,
      borderColor: line,
      textStyle: { color: ground.theme === 'dark' ? '#e6ebf2' : '#1b2330', fontSize: fontSize + 1 },
      transitionDuration: 0,
    },
  };
}
