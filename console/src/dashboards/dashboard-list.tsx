import { Empty, Loading } from '../components/empty.tsx';
import { ProblemBox } from '../components/problem-box.tsx';
import { View } from '../components/view.tsx';
import { useLive } from '../hooks/use-live.ts';
import { askDashboards } from './ask-panels.ts';
import './controls.css';
import { groupsOf } from './groups.ts';

/** All dashboards, with what each is for. */
export function DashboardList() {
  const { value, problem, reload } = useLive(askDashboards, 0);
  return (
    <View title="Dashboards">
      <p class="soft">The dashboards of Grafana, drawn from the same definitions and the same Prometheus.</p>
      {problem && <ProblemBox problem={problem} onRetry={reload} />}
      {!value && !problem && <Loading what="the dashboards" isTall />}
      {value?.dashboards.length === 0 && <Empty title="This API knows no dashboards">Run npm run generate, and start it anew.</Empty>}
      {groupsOf(value?.dashboards ?? []).map(({ title, dashboards }) => (
        <section key={title} class="stack" aria-label={title}>
          <h2>{title}</h2>
          <ul class="dashboard-list">
            {dashboards.map(({ uid, title: name, description }) => (
              <li key={uid} class="card">
                <h3>
                  <a href={`/console/dashboards/${uid}`}>{name}</a>
                </h3>
                <p>{description}</p>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </View>
  );
}
