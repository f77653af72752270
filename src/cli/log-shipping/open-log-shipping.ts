import { Worker } from 'node:worker_threads';
import type { LogSettings } from '../../config/config.js';
import { createLogShipping, type LogShipping } from '../../telemetry/log-shipping/log-shipping.js';
import { SINKS } from '../../telemetry/label-values.js';
import { shippingSettingsOf } from './shipping-settings.js';

const THREAD = new URL('./thread.js', import.meta.url);

/**
 * Sends the log lines of a process where the settings say; undefined when they name no receiver.
 *
 * @param threadFile what the thread runs, in JavaScript
 */
export function openLogShipping(settings: LogSettings, job: string, threadFile = THREAD): LogShipping | undefined {
  const shipping = shippingSettingsOf(settings, job);
  if (!shipping) return undefined;
  const sinks = SINKS.filter((sink) => shipping.receivers[sink] !== undefined);
  // It needs nothing of the environment, which holds secrets of others.
  const openThread = () => new Worker(threadFile, { workerData: shipping, env: {}, name: 'log-shipping' });
  return createLogShipping(sinks, openThread);
}
