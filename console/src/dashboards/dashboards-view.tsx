import { useRoute } from 'preact-iso';
import { DashboardList } from './dashboard-list.tsx';
import { DashboardView } from './dashboard-view.tsx';

/** The list of dashboards, or the one that the address names. */
export default function DashboardsView() {
  const { item } = useRoute().params;
  return item === undefined ? <DashboardList /> : <DashboardView key={item} uid={item} />;
}
