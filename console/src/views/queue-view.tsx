import { Empty } from '../components/empty.tsx';
import { View } from '../components/view.tsx';

export default function QueueView() {
  return (
    <View title="Queue">
      <Empty title="Nothing is shown here yet" />
    </View>
  );
}
