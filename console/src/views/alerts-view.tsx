import { Empty } from '../components/empty.tsx';
import { View } from '../components/view.tsx';

export default function AlertsView() {
  return (
    <View title="Alerts">
      <Empty title="Nothing is shown here yet" />
    </View>
  );
}
