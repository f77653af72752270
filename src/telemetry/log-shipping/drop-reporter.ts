import type { SinkName } from '../label-values.js';

type Dropped = { lines: number; why: string };

/** Tells of dropped lines: the first at once, the others together once in `windowMs`. */
export function createDropReporter(tell: (sink: SinkName, dropped: Readonly<Dropped>) => void, windowMs: number) {
  const pending = new Map<SinkName, Dropped>();
  let timer: NodeJS.Timeout | undefined;

  function flush(): void {
    clearTimeout(timer);
    timer = undefined;
    if (pending.size === 0) return;
    const dropped = [...pending];
    pending.clear();
    timer = setTimeout(flush, windowMs).unref();
    for (const [sink, what] of dropped) tell(sink, what);
  }

  return {
    report(sink: SinkName, lines: number, why: string): void {
      pending.set(sink, { lines: (pending.get(sink)?.lines ?? 0) + lines, why });
      if (!timer) flush();
    },
    /** Tells at once of what is not told yet. */
    flush,
  };
}
