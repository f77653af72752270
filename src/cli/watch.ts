export type WatchOptions = {
  /** Milliseconds between the end of a look and the next one. */
  readonly everyMs: number;
  readonly onFault: (fault: unknown) => void;
};

/** Looks at once and then again and again, one look at a time. Returns how to stop; a look that is under way then is left to itself. */
export function watch(look: () => Promise<unknown>, { everyMs, onFault }: WatchOptions): () => void {
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;
  const run = async (): Promise<void> => {
    try {
      await look();
    } catch (fault) {
      if (!isStopped) onFault(fault);
    }
    if (!isStopped) timer = setTimeout(() => void run(), everyMs);
  };
  void run();
  return () => {
    isStopped = true;
    clearTimeout(timer);
  };
}
