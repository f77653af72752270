import type { Page } from 'playwright-core';

declare global {
  interface PerformanceEntry {
    /** Of a layout shift: the share of the page that moved times how far. */
    readonly value?: number;
    readonly hadRecentInput?: boolean;
  }
}

/** How much of what was on the page has moved by itself since it was opened, as browsers count it. */
export function shiftsOf(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const observer = new PerformanceObserver(() => undefined);
        observer.observe({ type: 'layout-shift', buffered: true });
        // What is in the buffer is handed over with the next task.
        setTimeout(() => resolve(observer.takeRecords().reduce((sum, { value = 0, hadRecentInput }) => sum + (hadRecentInput === true ? 0 : value), 0)));
      }),
  );
}
