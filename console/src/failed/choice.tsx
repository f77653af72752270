import { useState } from 'preact/hooks';
import type { LettersAnswer } from '../../../src/http/routes/admin-schemas.ts';
import { isNarrow, type LetterFilter } from './letter-filter.ts';
import { LettersTable } from './letters-table.tsx';
import type { LetterChoice } from './use-replay.ts';

export type ChoiceProps = { readonly answer: LettersAnswer; readonly filter: LetterFilter; readonly onReplay: (choice: LetterChoice) => void };

/** The letters of a page, some of which may be chosen, on several pages; or all open ones of the filter. */
export function Choice({ answer: { letters, open }, filter, onReplay }: ChoiceProps) {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const choose = (ids: readonly string[], isChosen: boolean) => setChosen((before) => (isChosen ? new Set([...before, ...ids]) : new Set([...before].filter((id) => !ids.includes(id)))));
  const openIds = letters.filter(({ state }) => state === 'open').map(({ id }) => id);
  const isPageChosen = openIds.length > 0 && openIds.every((id) => chosen.has(id));
  return (
    <>
      <p class="row">
        <button type="button" disabled={openIds.length === 0} onClick={() => choose(openIds, !isPageChosen)}>
          {isPageChosen ? 'Choose none of this page' : 'Choose this page'}
        </button>
        <button type="button" disabled={chosen.size === 0} onClick={() => (onReplay({ ids: [...chosen] }), setChosen(new Set()))}>
          Replay the {chosen.size} chosen …
        </button>
        <button type="button" disabled={open === 0} onClick={() => onReplay({ filter })}>
          Replay all {open} open{isNarrow(filter) ? ' of this filter' : ''} …
        </button>
        <span class="hint">A dry run comes first.</span>
      </p>
      <LettersTable letters={letters} chosen={chosen} onChoose={(id, isChosen) => choose([id], isChosen)} />
    </>
  );
}
