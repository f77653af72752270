import { Empty } from '../components/empty.tsx';
import { View } from '../components/view.tsx';

export default function ClicksView() {
  return (
    <View title="Find a click">
      <Empty title="Nothing is shown here yet" />
    </View>
  );
}
