import { errorCodeOf } from '../click/codes.js';
import type { LogFields } from './log-fields.js';

/** Logs a fault that came up in `where`. The same code from the same place gives one line a window, not thousands. */
export type ReportFault = (where: string, fault: unknown, fields?: LogFields) => void;

type Window = { last: LogFields | undefined; leftOut: number; readonly timer: NodeJS.Timeout };

/** Writes the first fault of each place and code at once, and at the end of each window the last one of those left out. */
export function createFaultReporter(write: (fields: LogFields) => void, windowMs: number) {
  const windows = new Map<string, Window>();

  function open(key: string): void {
    const timer = setTimeout(() => closeWindow(key) && open(key), windowMs).unref();
    windows.set(key, { last: undefined, leftOut: 0, timer });
  }

  /** Whether faults were left out in it. */
  function closeWindow(key: string): boolean {
    const window = windows.get(key);
    windows.delete(key);
    clearTimeout(window?.timer);
    if (!window?.last) return false;
    write({ ...window.last, leftOut: window.leftOut });
    return true;
  }

  const report: ReportFault = (where, fault, fields = {}) => {
    const line = { ...fields, where, ...describeFault(fault) };
    const key = `${where} ${line.errorCode}`;
    const window = windows.get(key);
    if (!window) {
      write(line);
      open(key);
      return;
    }
    if (window.last) window.leftOut += 1;
    window.last = line;
  };
  return {
    report,
    /** Writes what the open windows hold back. */
    flush: () => {
      for (const key of [...windows.keys()]) closeWindow(key);
    },
  };
}

function describeFault(fault: unknown) {
  const errorCode = errorCodeOf(fault);
  if (!(fault instanceof Error)) return { errorCode, error: String(fault) };
  const cause = fault.cause instanceof Error ? fault.cause.message : undefined;
  return { errorCode, error: fault.message, cause, stack: errorCode === 'INTERNAL' ? fault.stack : undefined };
}
