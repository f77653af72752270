import { Worker } from 'node:worker_threads';
import type { LogSettings } from '../../config/config.js';
import { createLogShipping, type ClosingTimes, type LogShipping } from '../../telemetry/log-shipping/log-shipping.js';
import { SINKS } from '../../telemetry/label-values.js';
import type { ShippingThread } from '../../telemetry/log-shipping/thread-target.js';
import { shippingSettingsOf, type ShippingSettings } from './shipping-settings.js';

/**
 * Sends the log lines of a process where the settings say; undefined when they name no receiver.
 *
 * @param start starts the thread that sends them, and again when it has ended
 * @param closing about a second when not given
 */
export function openLogShipping(settings: LogSettings, job: string, start = startThread, closing?: ClosingTimes): LogShipping | undefined {
  const shipping = shippingSettingsOf(settings, job);
  if (!shipping) return undefined;
  const sinks = SINKS.filter((sink) => shipping.receivers[sink] !== undefined);
  return createLogShipping(sinks, () => start(shipping), closing);
}

function startThread(shipping: ShippingSettings): ShippingThread {
  // It needs nothing of the environment, which holds secrets of others.
  return new Worker(new URL('./thread.js', import.meta.url), { workerData: shipping, env: {}, name: 'log-shipping' });
}
