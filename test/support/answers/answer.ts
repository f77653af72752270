/** An answer of the API, seen from whichever side. */
export type SeenAnswer = {
  readonly method: string;
  /** As `/api/mining/clicks/{clickId}`; absent when no route took the request, or none could be known. */
  readonly path: string | undefined;
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
};
