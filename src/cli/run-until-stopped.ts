import type { LogSettings } from '../config/config.js';
import type { LogShipping } from '../telemetry/log-shipping/log-shipping.js';
import { createLogger, type Logger, type LogLevel } from '../telemetry/logger.js';
import type { ProcessName } from '../telemetry/metric-definition.js';
import { createLifecycle, type Lifecycle } from './lifecycle.js';
import { openLogShipping } from './log-shipping/open-log-shipping.js';
import { logPrivacyOf } from './log-shipping/shipping-settings.js';

export type StoppableProcess = {
  readonly lifecycle: Lifecycle;
  readonly logger: Logger;
  /** None where no receiver of log lines is set. */
  readonly shipping: LogShipping | undefined;
};
export type ProcessLogSettings = LogSettings & { readonly MINING_LOG_FILE?: string; readonly MINING_LOG_LEVEL: LogLevel };

/** Milliseconds that stopping may take. */
const GRACE_MS = 8000;
/** Milliseconds until a process leaves although something that it closed is not gone. */
const LEAVE_MS = 100;

/**
 * Runs `start`, and waits until the process is told to stop. Whatever was opened is closed at the end, and also when
 * something on the way throws.
 */
export async function runUntilStopped(
  name: ProcessName,
  settings: ProcessLogSettings,
  start: (running: StoppableProcess) => Promise<void>,
): Promise<void> {
  const shipping = openLogShipping(settings, `mining-click-${name}`);
  const { MINING_LOG_FILE: file, MINING_LOG_LEVEL: level } = settings;
  const logger = createLogger({ file, level, process: name, privacy: logPrivacyOf(settings), shipping });
  const report = (message: string, fault?: unknown) =>
    fault === undefined ? logger.log.warn({}, message) : logger.reportFault(message, fault);
  const lifecycle = createLifecycle({ graceMs: GRACE_MS, report });
  lifecycle.onStop('log', logger.close);
  const stopped = lifecycle.untilStopped();
  try {
    await start({ lifecycle, logger, shipping });
    await stopped;
  } finally {
    await lifecycle.stop();
    // All is closed; what still waits, as for a receiver of traces that does not answer, must not hold up the process.
    setTimeout(() => process.exit(), LEAVE_MS).unref();
  }
}
