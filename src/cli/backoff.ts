/** Doubled each time, `mostMs` at most, half of it by chance: several processes must not meet again and again. */
export function createBackoff({ firstMs, mostMs }: { readonly firstMs: number; readonly mostMs: number }) {
  return (tries: number): number => Math.min(firstMs * 2 ** Math.min(tries, 10), mostMs) * (0.5 + Math.random() / 2);
}
