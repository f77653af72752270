import { useRoute } from 'preact-iso';
import { useCallback } from 'preact/hooks';
import type { LetterAnswer } from '../../../src/http/routes/admin-schemas.ts';
import { ask } from '../api/ask.ts';
import { Empty, LiveProblem, Loading, View } from '../components/index.ts';
import { LetterCard } from '../failed/letter-card.tsx';
import { ReplayPanel } from '../failed/replay-panel.tsx';
import { toChosen } from '../failed/replay-steps.ts';
import { useReplay } from '../failed/use-replay.ts';
import { useLive } from '../hooks/use-live.ts';

const EVERY_MS = 5_000;

/** One dead letter in full. */
export default function FailedItemView() {
  const { item = '' } = useRoute().params;
  const address = `/api/admin/dead-letters/${encodeURIComponent(item)}`;
  const load = useCallback((signal: AbortSignal) => ask<LetterAnswer>(address, { signal }), [address]);
  const live = useLive(load, EVERY_MS, address);
  const { value, problem } = live;
  const replay = useReplay(live.reload);
  return (
    <View title="A failed click" aside={<a href="/console/failed">All failed clicks</a>}>
      {problem?.status !== 404 && <LiveProblem live={live} />}
      {problem?.status === 404 && <Empty title="There is no dead letter with this id">It never failed, or it was replayed and its time is over. Look for the click by its id at Find a click.</Empty>}
      {!value && !problem && <Loading what="the dead letter" isTall />}
      <ReplayPanel {...replay} />
      {value && <LetterCard letter={value} onReplay={() => replay.begin({ letters: [toChosen(value)] })} />}
    </View>
  );
}
