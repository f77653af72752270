import { Empty } from '../components/empty.tsx';
import { View } from '../components/view.tsx';

export default function OverviewView() {
  return (
    <View title="Overview">
      <Empty title="Nothing is shown here yet" />
    </View>
  );
}
