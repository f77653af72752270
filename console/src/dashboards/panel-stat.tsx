import { colorNamed, inkOn } from '../charts/palette.ts';
import { useScope } from './dashboard-scope.ts';
import { calculate, fieldOf, show } from './display.ts';
import type { Body } from './panel-view.tsx';
import { seriesOf } from './series.ts';
import { styled } from './styled.ts';

/** One tile for each series, in the colour of its threshold; the name only where there are several. */
export function PanelStat({ panel, asked }: Body) {
  const { ground } = useScope();
  const [calculation = 'lastNotNull'] = panel.options?.reduceOptions?.calcs ?? [];
  const series = seriesOf(panel, asked);
  const tiles = series.map(({ name, field, points }) => ({ name, shown: show(field, calculate(calculation, points.map(([, value]) => value))) }));
  // Without any series there is one tile that says so.
  const shown = tiles.length > 0 ? tiles : [{ name: panel.title, shown: show(fieldOf(panel, { name: panel.title, type: 'number' }), null) }];
  return (
    <dl class="stat">
      {shown.map(({ name, shown: { text, color } }) => {
        const back = colorNamed(color ?? 'text', ground.theme);
        return (
          <div class="stat-tile" key={name} ref={styled({ '--tile': back, '--ink': inkOn(back), '--length': String(Math.max(text.length, 3)) })}>
            <dt class={shown.length > 1 ? 'stat-name' : 'visually-hidden'}>{name}</dt>
            <dd>{text}</dd>
          </div>
        );
      })}
    </dl>
  );
}
