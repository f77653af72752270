export type PagerProps = {
  /** What is paged through, for example "failed clicks". */
  readonly label: string;
  readonly isFirst: boolean;
  readonly hasNext: boolean;
  readonly onFirst: () => void;
  readonly onNext: () => void;
};

/** Pages by cursor, newest first: back to the start, or on to what is older. The browser's Back goes one page back. */
export function Pager({ label, isFirst, hasNext, onFirst, onNext }: PagerProps) {
  return (
    <nav class="pager" aria-label={`Pages of ${label}`}>
      <button type="button" onClick={onFirst} disabled={isFirst}>
        Newest
      </button>
      <button type="button" onClick={onNext} disabled={!hasNext}>
        Older
      </button>
    </nav>
  );
}
