/** How far back the overview looks. */
export const SPANS = [
  { id: '15m', title: '15 minutes', ms: 15 * 60_000 },
  { id: '1h', title: '1 hour', ms: 3_600_000 },
  { id: '6h', title: '6 hours', ms: 6 * 3_600_000 },
  { id: '24h', title: '24 hours', ms: 24 * 3_600_000 },
] as const;

/** The parameter of the address that has it. */
export const SPAN_PARAMETER = 'span';
export const FIRST_SPAN = SPANS[0];

/** One that is not known is the first: addresses are written by hand too. */
export const spanOf = (id: string) => SPANS.find((span) => span.id === id) ?? FIRST_SPAN;
