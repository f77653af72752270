import { Empty } from '../components/empty.tsx';
import { View } from '../components/view.tsx';

export default function NotFoundView() {
  return (
    <View title="No such view">
      <Empty title="The console has nothing at this address.">
        <a href="/console/">Open the overview</a>, or choose a view of the navigation.
      </Empty>
    </View>
  );
}
