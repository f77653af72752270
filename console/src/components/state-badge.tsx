export type State = 'good' | 'warning' | 'bad' | 'unknown' | 'info';

const SYMBOLS: Record<State, string> = { good: '✓', warning: '▲', bad: '✕', unknown: '?', info: '•' };

/** A state by symbol, word and colour: never by colour alone. */
export function StateBadge({ state, word }: { readonly state: State; readonly word: string }) {
  return (
    <span class={`badge badge-${state}`}>
      <span aria-hidden="true">{SYMBOLS[state]}</span> {word}
    </span>
  );
}
