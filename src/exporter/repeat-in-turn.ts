export type RepeatOptions = {
  /** Ends the repeating. */
  readonly signal: AbortSignal;
  readonly onFault: (fault: unknown) => void;
};

/** Does `work` again and again, each time `everyMs` after it ended the last time, whether it failed or not. */
export function repeatInTurn(work: () => Promise<void>, everyMs: number, { signal, onFault }: RepeatOptions): void {
  const next = () => {
    setTimeout(() => void run(), everyMs).unref();
  };
  const run = async () => {
    if (signal.aborted) return;
    await work().catch((fault: unknown) => {
      if (!signal.aborted) onFault(fault);
    });
    next();
  };
  next();
}
