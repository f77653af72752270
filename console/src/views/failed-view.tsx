import { Empty } from '../components/empty.tsx';
import { View } from '../components/view.tsx';

export default function FailedView() {
  return (
    <View title="Failed clicks">
      <Empty title="Nothing is shown here yet" />
    </View>
  );
}
