/** The time that the pointer stands at in one of the charts of a page; the others show it too. */
export type Crosshair = {
  readonly point: (at: number | undefined, by: object) => void;
  /** @returns how to listen no more */
  readonly listen: (listener: (at: number | undefined, by: object) => void) => () => void;
};

export function createCrosshair(): Crosshair {
  const listeners = new Set<(at: number | undefined, by: object) => void>();
  return {
    point: (at, by) => {
      for (const listener of listeners) listener(at, by);
    },
    listen: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
