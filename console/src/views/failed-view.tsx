import { useCallback } from 'preact/hooks';
import type { LettersAnswer } from '../../../src/http/routes/admin-schemas.ts';
import { ask } from '../api/ask.ts';
import { Empty, LiveProblem, Loading, Pager, Tabs, View } from '../components/index.ts';
import { ByCode } from '../failed/by-code.tsx';
import { Choice, type ChoiceProps } from '../failed/choice.tsx';
import { FilterForm } from '../failed/filter-form.tsx';
import { isNarrow, toLetterFilter, toLetterQuery, toLettersAddress, type LetterFilter } from '../failed/letter-filter.ts';
import { ReplayPanel } from '../failed/replay-panel.tsx';
import { useReplay } from '../failed/use-replay.ts';
import { useLive } from '../hooks/use-live.ts';
import { useQuery } from '../hooks/use-query.ts';

const EVERY_MS = 5_000;
/** Of letters; with those of a replay and of the audit trail, less than a hundred rows. */
const PAGE = 50;

const STATES = [
  { id: 'open', title: 'Open' },
  { id: 'replayed', title: 'Replayed' },
  { id: 'all', title: 'All' },
];

/** What failed, by code and age, and how it is tried again. */
export default function FailedView() {
  const { query, change } = useQuery();
  const filter = toLetterFilter(query);
  const cursor = query['cursor'];
  const address = toLettersAddress(filter, { limit: PAGE, order: 'newest', ...(cursor !== undefined && { cursor }) });
  const load = useCallback((signal: AbortSignal) => ask<LettersAnswer>(address, { signal }), [address]);
  const live = useLive(load, EVERY_MS, address);
  const { value, problem } = live;
  const replay = useReplay(live.reload);
  const narrow = (part: Partial<Record<keyof LetterFilter, string | null>>) => change({ ...part, ...(part.state === 'open' && { state: null }), cursor: null });
  return (
    <View title="Failed clicks">
      <LiveProblem live={live} />
      {value && <ByCode byCode={value.byCode} selected={filter.code} onSelect={(code) => narrow({ code })} />}
      <ReplayPanel {...replay} />
      <Tabs label="Which failed clicks" tabs={STATES.map((tab) => (tab.id === 'open' && value ? { ...tab, count: value.open } : tab))} selected={filter.state} onSelect={(state) => narrow({ state })}>
        <div class="stack failed-list">
          <FilterForm filter={filter} onChange={narrow} />
          {!value && !problem && <Loading what="the failed clicks" isTall />}
          {value && <Letters answer={value} filter={filter} onClear={() => narrow({ ...toLetterQuery({ state: 'open' }), state: filter.state })} onReplay={replay.begin} />}
          {value && <Pager label="failed clicks" isFirst={cursor === undefined} hasNext={value.next !== undefined} onFirst={() => change({ cursor: null })} onNext={() => change({ cursor: value.next ?? null })} />}
        </div>
      </Tabs>
    </View>
  );
}

type LettersProps = ChoiceProps & { readonly onClear: () => void };

function Letters({ answer, filter, onClear, onReplay }: LettersProps) {
  if (answer.letters.length === 0) return <NoLetters filter={filter} onClear={onClear} />;
  return <Choice key={JSON.stringify(filter)} answer={answer} filter={filter} onReplay={onReplay} />;
}

function NoLetters({ filter, onClear }: { readonly filter: LetterFilter; readonly onClear: () => void }) {
  if (isNarrow(filter)) {
    return (
      <Empty title="None is of this filter">
        <button type="button" onClick={onClear}>
          Clear the filter
        </button>
      </Empty>
    );
  }
  if (filter.state === 'replayed') return <Empty title="None was replayed">Replayed ones stand here until their time is over (MINING_DEAD_LETTER_RETENTION_DAYS).</Empty>;
  return <Empty title="No click has failed">There is nothing to do here. Rejected clicks are no failures: they are found by their user, at Find a click.</Empty>;
}
