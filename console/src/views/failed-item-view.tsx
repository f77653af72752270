import { Empty } from '../components/empty.tsx';
import { View } from '../components/view.tsx';

export default function FailedItemView() {
  return (
    <View title="A failed click">
      <Empty title="Nothing is shown here yet" />
    </View>
  );
}
