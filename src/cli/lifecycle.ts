/** Closes what was opened, in the reverse order, once. */
export type Lifecycle = {
  /** Aborts when closing begins. */
  readonly signal: AbortSignal;
  /** Registers how to close something that was just opened. */
  onStop(name: string, close: () => unknown): void;
  /** Resolves after SIGTERM or SIGINT, when all is closed. A second signal ends the process at once. */
  untilStopped(): Promise<void>;
  /** Closes everything now. */
  stop(): Promise<void>;
};

export type LifecycleOptions = {
  /** Milliseconds that closing may take before the process leaves with code 1. */
  readonly graceMs: number;
  readonly report: (message: string, fault?: unknown) => void;
};

export function createLifecycle({ graceMs, report }: LifecycleOptions): Lifecycle {
  const closers: { name: string; close: () => unknown }[] = [];
  const stopped = new AbortController();
  let stopping: Promise<void> | undefined;

  async function closeAll(): Promise<void> {
    stopped.abort();
    const watchdog = setTimeout(() => {
      report(`still closing ${closers.at(-1)?.name ?? 'nothing'} after ${graceMs} ms: leaving`);
      process.exit(1);
    }, graceMs);
    for (let closer = closers.at(-1); closer; closer = closers.at(-1)) {
      await closeOne(closer);
      closers.pop();
    }
    clearTimeout(watchdog);
  }

  async function closeOne({ name, close }: { name: string; close: () => unknown }): Promise<void> {
    try {
      await close();
    } catch (fault) {
      report(`could not close ${name}`, fault);
    }
  }

  const stop = () => (stopping ??= closeAll());
  return {
    signal: stopped.signal,
    onStop: (name, close) => void closers.push({ name, close }),
    stop,
    untilStopped: () =>
      new Promise((resolve) => {
        const onSignal = (signal: NodeJS.Signals) => {
          if (stopping) process.exit(signal === 'SIGINT' ? 130 : 143);
          void stop().then(resolve);
        };
        process.on('SIGTERM', onSignal);
        process.on('SIGINT', onSignal);
      }),
  };
}
