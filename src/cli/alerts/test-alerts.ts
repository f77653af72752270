import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import type { Monitoring } from './find-monitoring.js';
import { findAlerts, listAlertmanagers, postAlert, readDeliveries, type Deliveries, type PostedAlert } from './monitoring-api.js';

/** The test alert ends by itself, should this program not live to end it. */
const LIFE_MS = 5 * 60_000;
/** A Prometheus that has just been started needs some seconds until it knows its Alertmanager, and again until it sends its alerts. */
const KNOWN_WITHIN_MS = 15_000;
const LISTED_WITHIN_MS = 5_000;
const DELIVERED_WITHIN_MS = 30_000;
const WRITTEN_WITHIN_MS = 5_000;
const LOOK_EVERY_MS = 250;

type Say = (line: string) => void;

/** Takes the steps in order, says what each came to, and stops at the first that fails; the result is the exit code. */
export async function testAlerts(monitoring: Monitoring, say: Say): Promise<number> {
  const step = countSteps(say);
  const { alertmanager } = monitoring;
  const alert = makeTestAlert(randomBytes(6).toString('hex'));
  try {
    await step(() => checkPrometheus(monitoring), 'check that Prometheus runs, where PROMETHEUS_URL points, and its alerting section');
    await step(() => checkWatchdog(monitoring), "see Prometheus' rules (/rules) and its log");
    let before: Deliveries = { delivered: 0, failed: 0 };
    const send = async (): Promise<string> => {
      before = await readDeliveries(alertmanager);
      return sendAlert(alertmanager, alert);
    };
    await step(send, "see Alertmanager's log");
    try {
      await step(() => checkDelivery(monitoring, alert, before), "see the receivers in alertmanager.yml and Alertmanager's log");
    } finally {
      await step(() => endAlert(alertmanager, alert), `it ends by itself at ${alert.endsAt}`);
    }
    say('Alerts arrive.');
    return 0;
  } catch {
    return 1;
  }
}

/** Numbers the steps; a failed one is said with what to do about it, and ends the test. */
function countSteps(say: Say) {
  let number = 0;
  return async (run: () => Promise<string>, remedy: string): Promise<void> => {
    number += 1;
    try {
      say(`${number}. ${await run()}`);
    } catch (fault) {
      say(`${number}. Failed: ${fault instanceof Error ? fault.message : String(fault)}; ${remedy}.`);
      throw fault;
    }
  };
}

function makeTestAlert(test: string): PostedAlert {
  return {
    labels: { alertname: 'MiningTestAlert', severity: 'critical', test },
    annotations: { summary: 'This is a test', description: 'Sent by "mining-clicks alerts test"; nothing is wrong.' },
    startsAt: new Date().toISOString(),
    endsAt: new Date(Date.now() + LIFE_MS).toISOString(),
  };
}

async function checkPrometheus({ prometheus }: Monitoring): Promise<string> {
  const known = await pollFor(KNOWN_WITHIN_MS, async () => {
    const addresses = await listAlertmanagers(prometheus);
    return addresses.length > 0 ? addresses : undefined;
  });
  if (known === undefined) throw new Error(`Prometheus at ${prometheus} knows no Alertmanager`);
  return `Prometheus at ${prometheus} sends alerts to ${known.join(' and ')}.`;
}

/** The watchdog always fires: where it is, Prometheus' alerts are. Under which name Prometheus knows it is all the same. */
async function checkWatchdog({ prometheus, alertmanager }: Monitoring): Promise<string> {
  const watchdog = await pollFor(KNOWN_WITHIN_MS, async () => (await findAlerts(alertmanager, 'alertname', 'Watchdog'))[0]);
  if (watchdog === undefined) throw new Error(`the Watchdog of Prometheus at ${prometheus} has not come to ${alertmanager}`);
  return `Its Watchdog is in Alertmanager at ${alertmanager}.`;
}

async function sendAlert(alertmanager: string, alert: PostedAlert): Promise<string> {
  await postAlert(alertmanager, alert);
  return `MiningTestAlert (test="${alert.labels['test']}") was sent to Alertmanager.`;
}

async function checkDelivery({ alertmanager, receivedFile }: Monitoring, alert: PostedAlert, before: Deliveries): Promise<string> {
  const test = alert.labels['test'] ?? '';
  const receivers = await findReceivers(alertmanager, test);
  const now = await pollFor(DELIVERED_WITHIN_MS, async () => {
    const deliveries = await readDeliveries(alertmanager);
    return deliveries.delivered > before.delivered || deliveries.failed > before.failed ? deliveries : undefined;
  });
  if (now === undefined) throw new Error(`nothing was sent to receiver ${receivers} within ${DELIVERED_WITHIN_MS / 1000} s`);
  if (now.failed > before.failed) throw new Error(`the notification of receiver ${receivers} could not be delivered`);
  if (receivedFile === undefined) return `It was routed to receiver ${receivers}, and its notification delivered.`;
  const isWritten = () => readFile(receivedFile, 'utf8').then((lines) => lines.includes(`"${test}"`) || undefined, () => undefined);
  if ((await pollFor(WRITTEN_WITHIN_MS, isWritten)) === undefined) {
    throw new Error(`the notification of receiver ${receivers} was taken by another process than the "up" of this stack`);
  }
  return `It was routed to receiver ${receivers}, and "up" shows it.`;
}

async function findReceivers(alertmanager: string, test: string): Promise<string> {
  const alert = await pollFor(LISTED_WITHIN_MS, async () => (await findAlerts(alertmanager, 'test', test))[0]);
  if (alert === undefined) throw new Error('Alertmanager took the alert but does not list it');
  const { silencedBy, inhibitedBy } = alert.status;
  if (silencedBy.length > 0) throw new Error(`the alert is silenced (${silencedBy.join(', ')})`);
  if (inhibitedBy.length > 0) throw new Error(`the alert is inhibited by another one (${inhibitedBy.join(', ')})`);
  return alert.receivers.map(({ name }) => name).join(' and ');
}

async function endAlert(alertmanager: string, alert: PostedAlert): Promise<string> {
  await postAlert(alertmanager, { ...alert, endsAt: new Date().toISOString() });
  return 'The test alert was ended.';
}

/** What `look` gives once it gives something; undefined when that takes too long. */
async function pollFor<T>(limitMs: number, look: () => Promise<T | undefined>): Promise<T | undefined> {
  const end = performance.now() + limitMs;
  for (;;) {
    const found = await look();
    if (found !== undefined || performance.now() > end) return found;
    await delay(LOOK_EVERY_MS);
  }
}
