import type { EChartsCoreOption, EChartsType } from 'echarts/core';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Crosshair } from './crosshair.ts';
import type { Range } from './ground.ts';
import { watchPointer, type Place } from './watch-pointer.ts';

export type ChartProps = {
  /** What it shows, for those who do not see it. */
  readonly label: string;
  readonly option: EChartsCoreOption;
  readonly crosshair?: Crosshair | undefined;
  /** A range was dragged over. */
  readonly onZoom: (range: Range) => void;
  /** A place was clicked: its time, its value on the axis, and where it is in the chart in pixels. */
  readonly onPick?: (at: number, value: number, place: Place) => void;
};

/** A canvas that follows its box, its option and the theme; gone with its view. */
export function Chart({ label, option, crosshair, onZoom, onPick }: ChartProps) {
  const box = useRef<HTMLDivElement>(null);
  const chart = useChart(box);
  const acts = useRef({ onZoom, onPick });
  acts.current = { onZoom, onPick };
  useEffect(() => {
    chart?.setOption(option, { notMerge: true });
  }, [chart, option]);
  useEffect(() => describe(box.current, label), [chart, label]);
  useEffect(() => {
    if (!chart || !box.current) return undefined;
    return watchPointer(chart, box.current, { crosshair, zoom: (range) => acts.current.onZoom(range), pick: (at, value, place) => acts.current.onPick?.(at, value, place) });
  }, [chart, crosshair]);
  return <div class="chart" ref={box} />;
}

function useChart(box: { readonly current: HTMLDivElement | null }): EChartsType | undefined {
  const [chart, setChart] = useState<EChartsType>();
  useEffect(() => {
    const gone = new AbortController();
    void import('./echarts.ts').then(({ init }) => {
      if (gone.signal.aborted || !box.current) return;
      const made = init(box.current, undefined, { renderer: 'canvas' });
      const resized = new ResizeObserver(() => made.resize());
      resized.observe(box.current);
      gone.signal.addEventListener('abort', () => {
        resized.disconnect();
        made.dispose();
      });
      setChart(made);
    });
    return () => gone.abort();
  }, []);
  return chart;
}

function describe(box: HTMLDivElement | null, label: string): void {
  const canvas = box?.querySelector('canvas');
  canvas?.setAttribute('role', 'img');
  canvas?.setAttribute('aria-label', label);
}
