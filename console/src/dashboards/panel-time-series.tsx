import { useMemo, useState } from 'preact/hooks';
import { Chart } from '../charts/chart.tsx';
import { colored, highestOf, placeExemplars, timeSeriesOption, type Drawn } from '../charts/time-series-option.ts';
import { asksLogs } from './dashboard-json.ts';
import { useScope } from './dashboard-scope.ts';
import { ExemplarList, ExemplarMenu, type PickedExemplar } from './exemplar-menu.tsx';
import { exemplarsOf, nearestExemplar } from './exemplars.ts';
import { Legend } from './legend.tsx';
import type { Body } from './panel-view.tsx';
import { NO_LINES } from './panel-logs.tsx';
import { PointMenu, type PickedPoint } from './point-menu.tsx';
import { seriesOf } from './series.ts';
import { nearestPoint } from './nearest-point.ts';

export function PanelTimeSeries({ panel, asked }: Body) {
  const { ground, crosshair, marks, zoom } = useScope();
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  const [point, setPoint] = useState<PickedPoint>();
  const [single, setSingle] = useState<PickedExemplar>();
  const all = useMemo(() => colored(seriesOf(panel, asked), ground.theme), [panel, asked, ground.theme]);
  const shown = useMemo(() => all.filter(({ name }) => !hidden.has(name)), [all, hidden]);
  const exemplars = useMemo(() => exemplarsOf(asked), [asked]);
  const placed = useMemo(() => placeExemplars(exemplars, highestOf(shown, panel.fieldConfig?.defaults?.custom)), [exemplars, shown, panel]);
  const option = useMemo(() => timeSeriesOption(panel, shown, marks, placed, ground), [panel, shown, marks, placed, ground]);
  if (!all.some(({ points }) => points.some(([, value]) => value !== null))) return <p class="panel-empty">{asksLogs(panel) ? NO_LINES : (panel.fieldConfig?.defaults?.noValue ?? 'No data')}</p>;
  const pick: NonNullable<Parameters<typeof Chart>[0]['onPick']> = (at, value, place) => {
    const exemplar = nearestExemplar(placed, place);
    const near = exemplar ? undefined : nearestPoint(shown, at, value);
    setSingle(exemplar && { exemplar, place });
    setPoint(near && (near.series.field.links?.length ?? 0) > 0 ? { ...near, place } : undefined);
  };
  return (
    <>
      <div class="chart-place">
        <Chart label={describe(panel.title, all, exemplars.length)} option={option} crosshair={crosshair} onZoom={zoom} onPick={pick} />
        {point && <PointMenu point={point} onClose={() => setPoint(undefined)} />}
        {single && <ExemplarMenu panel={panel} picked={single} onClose={() => setSingle(undefined)} />}
      </div>
      <Legend panel={panel} series={all} hidden={hidden} onHide={setHidden} />
      <ExemplarList panel={panel} exemplars={exemplars} />
    </>
  );
}

function describe(title: string, series: readonly Drawn[], dots: number): string {
  const names = series.map(({ name }) => name).join(', ');
  const single = dots > 0 ? ` and ${dots} single values` : '';
  return `${title}: chart over time of ${series.length === 1 ? 'one series' : `${series.length} series`}: ${names}${single}. The button Data shows the figures.`;
}
