import { useMemo, useState } from 'preact/hooks';
import { Chart } from '../charts/chart.tsx';
import { colored, timeSeriesOption, type Drawn } from '../charts/time-series-option.ts';
import { useScope } from './dashboard-scope.ts';
import { Legend } from './legend.tsx';
import type { Body } from './panel-view.tsx';
import { PointMenu, type PickedPoint } from './point-menu.tsx';
import { seriesOf } from './series.ts';
import { nearestPoint } from './nearest-point.ts';

export function PanelTimeSeries({ panel, asked }: Body) {
  const { ground, crosshair, marks, zoom } = useScope();
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  const [picked, setPicked] = useState<PickedPoint>();
  const all = useMemo(() => colored(seriesOf(panel, asked), ground.theme), [panel, asked, ground.theme]);
  const shown = useMemo(() => all.filter(({ name }) => !hidden.has(name)), [all, hidden]);
  const option = useMemo(() => timeSeriesOption(panel, shown, marks, ground), [panel, shown, marks, ground]);
  if (!all.some(({ points }) => points.some(([, value]) => value !== null))) return <p class="panel-empty">{panel.fieldConfig?.defaults?.noValue ?? 'No data'}</p>;
  const pick: NonNullable<Parameters<typeof Chart>[0]['onPick']> = (at, value, place) => {
    const point = nearestPoint(shown, at, value);
    setPicked(point && (point.series.field.links?.length ?? 0) > 0 ? { ...point, place } : undefined);
  };
  return (
    <>
      <div class="chart-place">
        <Chart label={describe(panel.title, all)} option={option} crosshair={crosshair} onZoom={zoom} onPick={pick} />
        {picked && <PointMenu point={picked} onClose={() => setPicked(undefined)} />}
      </div>
      <Legend panel={panel} series={all} hidden={hidden} onHide={setHidden} />
    </>
  );
}

function describe(title: string, series: readonly Drawn[]): string {
  return `${title}: chart over time of ${series.length === 1 ? 'one series' : `${series.length} series`}: ${series.map(({ name }) => name).join(', ')}. The button Data shows the figures.`;
}
