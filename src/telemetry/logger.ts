import { pino } from 'pino';
import { createFaultReporter, type ReportFault } from './fault-reporter.js';
import { createLineWriter } from './line-writer.js';
import type { LogFields } from './log-fields.js';
import type { LogLevel } from './log-levels.js';
import { createFieldProtector, type LogPrivacy } from './log-privacy.js';
import type { LogShipping } from './log-shipping/log-shipping.js';
import { openLogTarget } from './log-target.js';
import type { ProcessName } from './metric-definition.js';

export { LOG_LEVELS, type LogLevel } from './log-levels.js';

/** Writes lines of known fields; there is no way to log anything else, so no token can slip into a line. */
export type Log = Readonly<Record<LogLevel, (fields: LogFields, message: string) => void>>;

export type Logger = {
  readonly log: Log;
  readonly reportFault: ReportFault;
  /** Writes what waits, for a second at most, and before that ships it, for as long. */
  close(): Promise<void>;
};

export type LoggerOptions = {
  /** Appended to, its folder made if need be; standard output when it is missing or empty. */
  readonly file?: string | undefined;
  readonly level: LogLevel;
  readonly process: ProcessName;
  /** Ids and addresses stand in full when it is missing. */
  readonly privacy?: LogPrivacy | undefined;
  /** Gets every line too. */
  readonly shipping?: LogShipping | undefined;
};

const CLOSE_WITHIN_MS = 1000;
const FAULT_WINDOW_MS = 10_000;
const FULL: LogPrivacy = { ip: 'full' };
const WRITER = { maxWaiting: 8 * 1024 * 1024, gatherMs: 50, retryMs: 1000 };

/**
 * Newline-delimited JSON. The time is `time` in ISO 8601, as Loki's stages and Elasticsearch's date detection read it and
 * pino's own transports turn into their time stamp; `service` is Prometheus' `job` of the process.
 *
 * @throws when the file cannot be opened.
 */
export function createLogger(options: LoggerOptions): Logger {
  const { shipping } = options;
  const writer = createLineWriter(openLogTarget(options.file === '' ? undefined : options.file), {
    ...WRITER,
    onLeftOut: (lines) => log.warn({ leftOut: lines }, 'log lines were left out: they came faster than they could be written'),
  });
  const log = createLog(options, shipping ? { write: (line) => (writer.write(line), shipping.write(line)) } : writer);
  shipping?.reportTo(log);
  const faults = createFaultReporter((fields) => log.error(fields, 'fault'), FAULT_WINDOW_MS);
  return {
    log,
    reportFault: faults.report,
    close: async () => {
      faults.flush();
      await shipping?.close();
      await writer.close(CLOSE_WITHIN_MS);
    },
  };
}

function createLog({ level, process, privacy = FULL }: LoggerOptions, destination: { write(line: string): void }): Log {
  const settings = {
    level,
    messageKey: 'message',
    base: { service: `mining-click-${process}` },
    timestamp: createTimestamp(),
    formatters: { level: (label: string) => ({ level: label }) },
  };
  const lines = pino(settings, destination);
  const protect = createFieldProtector(privacy);
  const at = (name: LogLevel) => (fields: LogFields, message: string) => lines[name](protect(fields), message);
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

/** Gives `time`; made once a millisecond, since many lines share one. */
function createTimestamp(): () => string {
  let last = 0;
  let text = '';
  return () => {
    const now = Date.now();
    if (now !== last) {
      last = now;
      text = `,"time":"${new Date(now).toISOString()}"`;
    }
    return text;
  };
}
