export type PagerProps = {
  /** What is paged through, for example "failed clicks". */
  readonly label: string;
  readonly isFirst: boolean;
  readonly hasNext: boolean;
  readonly onFirst: () => void;
  readonly onNext: () => void;
  /** Where it is not sorted by time. */
  readonly words?: { readonly first: string; readonly next: string };
};

const BY_TIME = { first: 'Newest', next: 'Older' };

/** Pages by cursor, newest first: back to the start, or on to what is older. The browser's Back goes one page back. */
export function Pager({ label, isFirst, hasNext, onFirst, onNext, words = BY_TIME }: PagerProps) {
  return (
    <nav class="pager" aria-label={`Pages of ${label}`}>
      <button type="button" onClick={onFirst} disabled={isFirst}>
        {words.first}
      </button>
      <button type="button" onClick={onNext} disabled={!hasNext}>
        {words.next}
      </button>
    </nav>
  );
}
