import type { Sentence } from '../pipeline/sentence.ts';

/** A sentence whose parts lead on. */
export function LinkedSentence({ sentence }: { readonly sentence: Sentence }) {
  return <>{sentence.map((piece) => (typeof piece === 'string' ? piece : <a key={piece.href} href={piece.href}>{piece.text}</a>))}</>;
}
