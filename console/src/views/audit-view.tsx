import { Empty } from '../components/empty.tsx';
import { View } from '../components/view.tsx';

export default function AuditView() {
  return (
    <View title="Audit trail">
      <Empty title="Nothing is shown here yet" />
    </View>
  );
}
