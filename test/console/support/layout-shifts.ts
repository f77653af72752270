import type { Page } from 'playwright-core';

/** Not yet in the library of TypeScript: the share of the page that moved, times how far. */
type LayoutShift = PerformanceEntry & { readonly value: number; readonly hadRecentInput: boolean };

/** How much of what was on the page has moved by itself since it was opened, as browsers count it. */
export function shiftsOf(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const observer = new PerformanceObserver(() => undefined);
        observer.observe({ type: 'layout-shift', buffered: true });
        const sum = (shifts: readonly LayoutShift[]) => shifts.reduce((total, { value, hadRecentInput }) => total + (hadRecentInput ? 0 : value), 0);
        // What is in the buffer is handed over with the next task.
        setTimeout(() => resolve(sum(observer.takeRecords() as LayoutShift[])));
      }),
  );
}
