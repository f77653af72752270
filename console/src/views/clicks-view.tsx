import { fromSearch } from '../clicks/addresses.ts';
import { FoundClicks } from '../clicks/found-clicks.tsx';
import { SearchForms } from '../clicks/search-forms.tsx';
import { UserClicks } from '../clicks/user-clicks.tsx';
import { Empty, View } from '../components/index.ts';
import { useQuery } from '../hooks/use-query.ts';

/** One click and all that is known of it, or the clicks of one user. */
export default function ClicksView() {
  const { query } = useQuery();
  return (
    <View title="Find a click">
      <SearchForms />
      <Found name={fromSearch(query)} />
    </View>
  );
}

function Found({ name }: { readonly name: ReturnType<typeof fromSearch> }) {
  if (!name) {
    return (
      <Empty title="Which click?">
        Paste its id, the id of its trace, or a log line; or name its user. The answer to a click holds its id (<code>clickId</code>), and so does each log line that tells of it.
      </Empty>
    );
  }
  if ('userId' in name && !('idempotencyKey' in name)) return <UserClicks userId={name.userId} />;
  return <FoundClicks name={name} />;
}
