import type { LetterAnswer } from '../../../src/http/routes/admin-schemas.ts';
import { letterView, viewOf } from '../clicks/addresses.ts';
import { Ago, StateBadge, Table, When, type Column } from '../components/index.ts';

export type LettersTableProps = {
  readonly letters: readonly LetterAnswer[];
  readonly chosen: Pick<ReadonlySet<string>, 'has'>;
  readonly onChoose: (letter: LetterAnswer, isChosen: boolean) => void;
};

/** Dead letters of a page; open ones may be chosen. */
export function LettersTable({ letters, chosen, onChoose }: LettersTableProps) {
  const choice: Column<LetterAnswer> = {
    title: 'Chosen',
    cell: (letter) =>
      letter.state === 'open' && (
        <input type="checkbox" class="choose" checked={chosen.has(letter.id)} aria-label={`Choose ${letter.id}`} onChange={(event) => onChoose(letter, event.currentTarget.checked)} />
      ),
  };
  return <Table caption="Failed clicks, the newest first" isCaptionHidden rows={letters} columns={[choice, ...COLUMNS]} keyOf={({ id }) => id} />;
}

const COLUMNS: readonly Column<LetterAnswer>[] = [
  { title: 'Failed click', isHeader: true, cell: ({ id }) => <a href={letterView(id)}><code>{shorten(id)}</code></a> },
  { title: 'Why', cell: ({ code, message }) => <Why code={code} message={message} /> },
  { title: 'User', cell: ({ payload }) => (payload ? <a class="letter-user" href={viewOf({ userId: payload.userId })}>{payload.userId}</a> : '–') },
  { title: 'First failed', cell: ({ firstAt }) => <First at={Date.parse(firstAt)} /> },
  { title: 'Tries', isNumber: true, cell: ({ attempts }) => attempts },
  { title: 'State', cell: ({ state }) => <StateBadge state={state === 'open' ? 'bad' : 'good'} word={state} /> },
];

/** The code, and what fits into three lines of the message; the rest stands in the letter. */
function Why({ code, message }: Pick<LetterAnswer, 'code' | 'message'>) {
  return (
    <>
      {code}
      <span class="letter-message soft">{message}</span>
    </>
  );
}

function First({ at }: { readonly at: number }) {
  return (
    <>
      <When at={at} />
      <br />
      <span class="soft">
        <Ago at={at} />
      </span>
    </>
  );
}

/** The whole id stands in the letter. */
const shorten = (id: string): string => (id.length > 16 ? `${id.slice(0, 14)}…` : id);
