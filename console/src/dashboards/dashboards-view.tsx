import { Empty } from '../components/empty.tsx';
import { View } from '../components/view.tsx';

export default function DashboardsView() {
  return (
    <View title="Dashboards">
      <Empty title="Nothing is shown here yet" />
    </View>
  );
}
