import { useMemo } from 'preact/hooks';
import { Chart } from '../charts/chart.tsx';
import { boundLabel, heatmapOption, scaleOf } from '../charts/heatmap-option.ts';
import { orange } from '../charts/palette.ts';
import { formatOf } from '../charts/units.ts';
import { bucketsOf, type Buckets } from './buckets.ts';
import type { Panel } from './dashboard-json.ts';
import { useScope } from './dashboard-scope.ts';
import type { Body } from './panel-view.tsx';
import { styled } from './styled.ts';

const SWATCHES = 12;

export function PanelHeatmap({ panel, asked }: Body) {
  const { ground, crosshair, zoom } = useScope();
  const buckets = useMemo(() => asked[0] && bucketsOf(asked[0], panel.options?.filterValues?.le ?? 0), [asked, panel]);
  const option = useMemo(() => buckets && heatmapOption(panel, buckets, ground), [buckets, panel, ground]);
  if (!buckets || !option || buckets.cells.length === 0) return <p class="panel-empty">{panel.fieldConfig?.defaults?.noValue ?? 'No data'}</p>;
  return (
    <>
      <Chart label={describe(panel, buckets)} option={option} crosshair={crosshair} onZoom={zoom} />
      {panel.options?.legend?.show !== false && <Scale panel={panel} buckets={buckets} />}
    </>
  );
}

type ScaleProps = { readonly panel: Panel; readonly buckets: Buckets };

/** How much each colour stands for, at both ends. */
function Scale({ panel: { options }, buckets }: ScaleProps) {
  const { ground } = useScope();
  const { exponent = 1, steps = 64 } = options?.color ?? {};
  const scale = scaleOf(buckets, exponent, SWATCHES);
  const format = formatOf(options?.cellValues?.unit);
  return (
    <p class="heatmap-scale" aria-hidden="true">
      {format(0)}
      {scale.map(({ shade }) => (
        <span key={shade} ref={styled({ '--swatch': orange(shade, steps, ground.theme) })} />
      ))}
      {format(highestOf(buckets))}
    </p>
  );
}

const highestOf = ({ cells }: Buckets): number => cells.reduce((highest, { value }) => Math.max(highest, value), 0);

function describe(panel: Panel, buckets: Buckets): string {
  const used = buckets.cells.map(({ bucket }) => bucket);
  const [lowest, highest] = [used.reduce((one, other) => Math.min(one, other)), used.reduce((one, other) => Math.max(one, other))];
  const label = boundLabel(panel);
  return `${panel.title}: heatmap of ${used.length} cells, from the bucket up to ${label(buckets.bounds[lowest])} to the one up to ${label(buckets.bounds[highest])}, at most ${formatOf(panel.options?.cellValues?.unit)(highestOf(buckets))} in one. The button Data shows the figures.`;
}
