import { Empty } from '../components/empty.tsx';
import { View } from '../components/view.tsx';

export default function RunbookView() {
  return (
    <View title="Runbook">
      <Empty title="Nothing is shown here yet" />
    </View>
  );
}
