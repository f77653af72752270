/** A reason as a sentence of its own. */
export function toSentence(why: string): string {
  return `${why.slice(0, 1).toUpperCase()}${why.slice(1)}.`;
}
