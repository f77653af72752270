import { useMemo, useState } from 'preact/hooks';
import { createCrosshair } from '../charts/crosshair.ts';
import { Empty, Loading } from '../components/empty.tsx';
import { ProblemBox } from '../components/problem-box.tsx';
import { View } from '../components/view.tsx';
import { useShownTheme, useZone } from '../hooks/preferences.ts';
import { useLive } from '../hooks/use-live.ts';
import type { VariableChoice } from '../../../src/console/measured.ts';
import { useAddress, type Address } from './address.ts';
import { askDashboard, askFacts } from './ask-panels.ts';
import { asksLogs, panelsOf, type Dashboard } from './dashboard-json.ts';
import { DashboardMenus } from './dashboard-menus.tsx';
import { ScopeProvider, type DashboardScope } from './dashboard-scope.ts';
import './controls.css';
import './panels.css';
import './figures.css';
import { unknownInDashboard } from './known-options.ts';
import { sectionsOf } from './layout.ts';
import { MarkBar } from './mark-bar.tsx';
import { RangePicker } from './range-picker.tsx';
import { SectionView } from './section-view.tsx';
import { durationMs, rangeInAddress, rangeOf, type Range, type RangeText } from './time-range.ts';
import { useDrops } from './use-drops.ts';
import { annotationsOf, useMarks } from './use-marks.ts';
import { useMoment } from './use-moment.ts';
import { VariableBar } from './variable-bar.tsx';
import { choicesInAddress } from './variables.ts';

/** One dashboard of Grafana, by its uid. */
export function DashboardView({ uid }: { readonly uid: string }) {
  const { value: dashboard, problem, reload } = useLive((signal) => askDashboard(uid, signal), 0, uid);
  const facts = useLive(askFacts, 0).value;
  if (problem || !dashboard) {
    return (
      <View title={problem ? 'Dashboard' : 'Dashboards'}>
        {problem ? <ProblemBox problem={problem} onRetry={reload} /> : <Loading what="the dashboard" isTall />}
        {problem && <a href="/console/dashboards">All dashboards</a>}
      </View>
    );
  }
  if (facts?.prometheus === false && !panelsOf(dashboard).every(asksLogs)) {
    return (
      <View title={dashboard.title}>
        <Empty title="There is no Prometheus to ask">
          Set <code>MINING_PROMETHEUS_URL</code> and start the API anew; <code>npm start</code> brings a Prometheus along.
        </Empty>
      </View>
    );
  }
  return <OpenDashboard dashboard={dashboard} />;
}

const INITIAL_RANGE: RangeText = { from: 'now-6h', to: 'now' };

function OpenDashboard({ dashboard }: { readonly dashboard: Dashboard }) {
  useDrops();
  const address = useAddress();
  const shown = useShown(dashboard, address);
  const [marked, setMarked] = useState<ReadonlySet<string>>(() => new Set(annotationsOf(dashboard).map(({ name }) => name)));
  const marks = useMarks(dashboard, shown.range, shown.choices, marked);
  const scope = useDashboardScope({ dashboard, address, ...shown, marks: marks.marks });
  const unknown = unknownInDashboard(dashboard);
  return (
    <View title={dashboard.title} aside={<DashboardMenus dashboard={dashboard} range={shown.text} parameters={address.parameters} />}>
      {dashboard.description !== undefined && <p class="soft">{dashboard.description}</p>}
      <div class="dashboard-bar stack">
        <RangePicker
          text={shown.text}
          range={shown.range}
          refresh={shown.refresh}
          onRange={({ from, to }) => address.change({ from, to, time: null, 'time.window': null })}
          onRefresh={(refresh) => address.change({ refresh }, true)}
          onReload={shown.moveOn}
        />
        <div class="row">
          <VariableBar dashboard={dashboard} range={shown.range} choices={shown.choices} onChoose={(name, values) => address.change({ [`var-${name}`]: values.length === 0 ? '' : values })} />
          <MarkBar dashboard={dashboard} marks={marks} shown={marked} onShow={setMarked} />
        </div>
      </div>
      {unknown.length > 0 && (
        <p class="panel-unknown" role="note">
          Not shown as in Grafana, because the console does not know: {unknown.join(', ')}.
        </p>
      )}
      <ScopeProvider value={scope}>
        {sectionsOf(dashboard).map((section) => (
          <SectionView key={section.row?.id ?? 'first'} section={section} dataPanel={Number(address.parameters.get('data'))} onCloseData={() => address.change({ data: null })} />
        ))}
      </ScopeProvider>
    </View>
  );
}

type Shown = { readonly text: RangeText; readonly range: Range; readonly choices: VariableChoice; readonly refresh: string; readonly moveOn: () => void };

/** What the address says is shown, and what the dashboard says where it does not. */
function useShown(dashboard: Dashboard, { parameters }: Address): Shown {
  const refresh = parameters.get('refresh') ?? (dashboard.refresh || 'off');
  const { moment, moveOn } = useMoment(durationMs(refresh) ?? 0);
  const initial = dashboard.time ?? INITIAL_RANGE;
  const written = rangeInAddress(parameters, initial);
  const read = rangeOf(written, moment);
  const text = read ? written : initial;
  const { from, to } = read ?? rangeOf(initial, moment) ?? { from: moment - 3_600_000, to: moment };
  const range = useMemo(() => ({ from, to }), [from, to]);
  const choices = useMemo(() => choicesInAddress(dashboard.templating?.list ?? [], parameters), [dashboard, parameters]);
  return { text, range, choices, refresh, moveOn };
}

/** A canvas knows nothing of rem: 11 pixels where the page's text has 16. */
const axisFontSize = (): number => Math.round(Number.parseFloat(getComputedStyle(document.documentElement).fontSize) * 0.69);

type ScopeParts = Pick<DashboardScope, 'dashboard' | 'range' | 'choices' | 'marks'> & { readonly address: Address };

function useDashboardScope({ dashboard, range, choices, marks, address }: ScopeParts): DashboardScope {
  const [theme, zone] = [useShownTheme(), useZone()];
  const fontSize = axisFontSize();
  const ground = useMemo(() => ({ theme, zone, range, fontSize }), [theme, zone, range, fontSize]);
  const crosshair = useMemo(() => (dashboard.graphTooltip ? createCrosshair() : undefined), [dashboard]);
  return {
    dashboard,
    range,
    choices,
    marks,
    ground,
    crosshair,
    zoom: ({ from, to }) => address.change({ from: String(from), to: String(to), time: null, 'time.window': null }),
    openData: (panel) => address.change({ data: String(panel) }),
  };
}
