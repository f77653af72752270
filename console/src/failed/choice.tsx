import { useState } from 'preact/hooks';
import type { LetterAnswer, LettersAnswer } from '../../../src/http/routes/admin-schemas.ts';
import { isNarrow, type LetterFilter } from './letter-filter.ts';
import { LettersTable } from './letters-table.tsx';
import { toChosen, type ChosenLetter } from './replay-steps.ts';
import type { LetterChoice } from './use-replay.ts';

export type ChoiceProps = { readonly answer: LettersAnswer; readonly filter: LetterFilter; readonly onReplay: (choice: LetterChoice) => void };

/** The letters of a page, some of which may be chosen, on several pages; or all open ones of the filter. */
export function Choice({ answer: { letters, open }, filter, onReplay }: ChoiceProps) {
  const [chosen, setChosen] = useState<ReadonlyMap<string, ChosenLetter>>(new Map());
  const choose = (some: readonly LetterAnswer[], isChosen: boolean) =>
    setChosen((before) => new Map(isChosen ? [...before, ...some.map((letter) => [letter.id, toChosen(letter)] as const)] : [...before].filter(([id]) => !some.some((letter) => letter.id === id))));
  const openOnes = letters.filter(({ state }) => state === 'open');
  const isPageChosen = openOnes.length > 0 && openOnes.every(({ id }) => chosen.has(id));
  return (
    <>
      <p class="row">
        <button type="button" disabled={openOnes.length === 0} onClick={() => choose(openOnes, !isPageChosen)}>
          {isPageChosen ? 'Choose none of this page' : 'Choose this page'}
        </button>
        <button type="button" disabled={chosen.size === 0} onClick={() => (onReplay({ letters: [...chosen.values()] }), setChosen(new Map()))}>
          Replay the {chosen.size} chosen …
        </button>
        <button type="button" disabled={open === 0} onClick={() => onReplay({ filter })}>
          Replay all {open} open{isNarrow(filter) ? ' of this filter' : ''} …
        </button>
        <span class="hint">A dry run comes first.</span>
      </p>
      <LettersTable letters={letters} chosen={chosen} onChoose={(letter, isChosen) => choose([letter], isChosen)} />
    </>
  );
}
