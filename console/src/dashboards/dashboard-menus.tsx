import { useLive } from '../hooks/use-live.ts';
import { askDashboards } from './ask-panels.ts';
import type { Dashboard } from './dashboard-json.ts';
import { dashboardAddress } from './links.ts';
import type { RangeText } from './time-range.ts';

type MenuProps = { readonly dashboard: Dashboard; readonly range: RangeText; readonly parameters: URLSearchParams };

/** The dashboard's own menus of other dashboards, at the same time and with the same choices where they say so. */
export function DashboardMenus({ dashboard, range, parameters }: MenuProps) {
  const others = useLive(askDashboards, 0).value?.dashboards ?? [];
  return (
    <div class="row">
      {(dashboard.links ?? []).map(({ title, tags, keepTime, includeVars }) => (
        <details key={title} class="drop drop-end" name="dashboard-drop">
          <summary>{title}</summary>
          <nav class="drop-box stack" aria-label={title}>
            {others
              .filter((other) => other.tags.some((tag) => tags.includes(tag)))
              .map(({ uid, title: name }) => (
                <a key={uid} href={dashboardAddress(uid, keepTime ? range : undefined, includeVars ? parameters : new URLSearchParams())} aria-current={uid === dashboard.uid ? 'page' : undefined}>
                  {name}
                </a>
              ))}
          </nav>
        </details>
      ))}
    </div>
  );
}
