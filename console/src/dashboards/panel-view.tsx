import type { ComponentChildren } from 'preact';
import { ProblemBox } from '../components/problem-box.tsx';
import type { Panel } from './dashboard-json.ts';
import { useScope } from './dashboard-scope.ts';
import { unknownInPanel } from './known-options.ts';
import { Description } from './description.tsx';
import { placeOf } from './layout.ts';
import { PanelData } from './panel-data.tsx';
import { PanelHeatmap } from './panel-heatmap.tsx';
import { LogNote, PanelLogs } from './panel-logs.tsx';
import { PanelStat } from './panel-stat.tsx';
import { PanelTable } from './panel-table.tsx';
import { PanelTimeSeries } from './panel-time-series.tsx';
import type { Asked } from './series.ts';
import { styled } from './styled.ts';
import { useBox } from './use-box.ts';
import { usePanel } from './use-panel.ts';

export type Body = { readonly panel: Panel; readonly asked: readonly Asked[] };

const BODIES: Readonly<Record<string, (body: Body) => ComponentChildren>> = {
  timeseries: PanelTimeSeries,
  stat: PanelStat,
  table: PanelTable,
  heatmap: PanelHeatmap,
  logs: PanelLogs,
};

type PanelProps = { readonly panel: Panel; readonly top: number; readonly isDataOpen: boolean; readonly onCloseData: () => void };

/** One panel in its place: its title, what it is about, and what it shows. @param top the line of the grid at which its section begins */
export function PanelView({ panel, top, isDataOpen, onCloseData }: PanelProps) {
  const { openData } = useScope();
  const { ref, width, isInSight } = useBox<HTMLDivElement>();
  const { asked, problem, isAsking } = usePanel(panel, width, isInSight || isDataOpen);
  const { column, row } = placeOf(panel, top);
  const titleId = `panel-${panel.id}`;
  const place = { '--column': column, '--row': row, '--height': String(panel.gridPos.h) } as const;
  return (
    <section class={`panel panel-${panel.type}`} aria-labelledby={titleId} aria-busy={isAsking} data-panel={panel.id} ref={styled(place)}>
      <header class="panel-head">
        <h3 id={titleId}>{panel.title}</h3>
        {isAsking && asked === undefined && <span class="hint" role="status">asking …</span>}
        <Description panel={panel} />
        {panel.type !== 'logs' && (
          <button type="button" class="panel-data-button" onClick={() => openData(panel.id)} aria-label={`Data of ${panel.title}`}>
            Data
          </button>
        )}
      </header>
      <Unknown panel={panel} />
      <div class="panel-body" ref={ref}>
        {problem && <ProblemBox problem={problem} />}
        {asked && <LogNote asked={asked} />}
        {asked && <BodyOf panel={panel} asked={asked} />}
      </div>
      {isDataOpen && asked && <PanelData panel={panel} asked={asked} onClose={onCloseData} />}
    </section>
  );
}

function BodyOf(body: Body) {
  const Drawn = BODIES[body.panel.type];
  if (body.asked[0]?.answer.logs?.source === 'none') return null;
  return Drawn ? <Drawn {...body} /> : null;
}

/** Never dropped in silence: what Grafana would show and this page does not. */
function Unknown({ panel }: { readonly panel: Panel }) {
  const unknown = unknownInPanel(panel);
  if (unknown.length === 0) return null;
  return (
    <p class="panel-unknown" role="note">
      Not drawn as in Grafana, because the console does not know: {unknown.join(', ')}.
    </p>
  );
}
