import { appendFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { Type, type Static } from 'typebox';
import { Value } from 'typebox/value';
import { findPortOwner } from '../../embedded/port-owner.js';

/** Where the generated alertmanager.yml sends its notifications. */
export const ALERT_PORT = 9095;
const WATCHDOG_PATH = '/watchdog';
/** The watchdog is sent every minute. */
const WATCHDOG_LIMIT_MS = 180_000;
const LARGEST_BODY = 1024 * 1024;

const texts = Type.Record(Type.String(), Type.String());
const alertSchema = Type.Object({
  status: Type.Union([Type.Literal('firing'), Type.Literal('resolved')]),
  labels: texts,
  annotations: texts,
  startsAt: Type.String(),
  endsAt: Type.String(),
  fingerprint: Type.String(),
});
const notificationSchema = Type.Object({ externalURL: Type.String(), alerts: Type.Array(alertSchema) });

type Alert = Static<typeof alertSchema>;
type Notification = Static<typeof notificationSchema>;

export type AlertReceiverOptions = {
  /** The address of the Alertmanager that is listened to; notifications of others are ignored. */
  readonly alertmanager: string;
  /** Gets each alert as a line of JSON, when it fires and when it is resolved. */
  readonly logFile: string;
  readonly say: (line: string) => void;
  readonly port?: number;
  readonly watchdogLimitMs?: number;
};

export type AlertReceiver = { close(): void };

/** Takes Alertmanager's notifications and shows each alert in a line. Without its port it says so, and shows none. */
export async function openAlertReceiver(options: AlertReceiverOptions): Promise<AlertReceiver> {
  const { alertmanager, say, port = ALERT_PORT } = options;
  const showAlert = createAlertLines(options);
  const watchdog = watchForSilence(options);
  const server = createServer((request, response) => {
    const take = ({ externalURL, alerts }: Notification): void => {
      if (externalURL !== alertmanager) return;
      if (request.url === WATCHDOG_PATH) watchdog.arrived();
      else alerts.forEach(showAlert);
    };
    readNotification(request)
      .then(take)
      .then(() => response.end(), () => response.writeHead(400).end());
  });
  if (!(await listens(server, port))) {
    watchdog.end();
    const owner = (await findPortOwner(port)) ?? 'another process';
    say(`Port ${port} is taken by ${owner}: alerts are not shown here, only by ${alertmanager}.`);
  }
  return {
    close: () => {
      watchdog.end();
      server.close();
      server.closeAllConnections();
    },
  };
}

function listens(server: Server, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => resolve(true));
  });
}

async function readNotification(request: IncomingMessage): Promise<Notification> {
  let body = '';
  for await (const chunk of request.setEncoding('utf8')) {
    body += String(chunk);
    if (body.length > LARGEST_BODY) throw new RangeError('the notification is too large');
  }
  return Value.Parse(notificationSchema, JSON.parse(body));
}

/** Shows an alert when it begins and when it ends; a notification also names those of its group that go on. */
function createAlertLines({ logFile, say }: AlertReceiverOptions): (alert: Alert) => void {
  const shown = new Map<string, string>();
  return (alert) => {
    const { status, fingerprint, startsAt, endsAt, labels, annotations } = alert;
    if (status === 'resolved') shown.delete(fingerprint);
    else if (shown.get(fingerprint) === startsAt) return;
    else shown.set(fingerprint, startsAt);
    const time = status === 'resolved' ? endsAt : startsAt;
    appendFileSync(logFile, `${JSON.stringify({ time, status, labels, annotations })}\n`);
    say(oneLine(alert, new Date(time)));
  };
}

/** Without the links to dashboards and logs: `up` runs neither Grafana nor a log store, and what they are made of stays in the file. */
function oneLine({ status, labels, annotations }: Alert, time: Date): string {
  const { severity = '', alertname = '' } = labels;
  const { summary = '', description = '', runbook_url: runbook } = annotations;
  const what = status === 'resolved' ? `resolved: ${summary}` : `${summary}. ${description} ${runbook ?? ''}`;
  const line = `[${time.toTimeString().slice(0, 8)}] ${severity} ${alertname} ${what}`;
  // Labels and annotations may hold anything, line breaks and what a terminal obeys included.
  return line.replace(/[\p{Cc}\s]+/gu, ' ').trim();
}

/** Says once when the watchdog, which always fires, has not arrived for too long; and once when it is back. */
function watchForSilence({ say, watchdogLimitMs = WATCHDOG_LIMIT_MS }: AlertReceiverOptions) {
  let isSilent = false;
  const timer = setTimeout(() => {
    isSilent = true;
    const minutes = watchdogLimitMs / 60_000;
    say(`The watchdog has not arrived for ${minutes} minutes: alerts do not get here. mining-clicks alerts test says why.`);
  }, watchdogLimitMs);
  return {
    arrived: () => {
      timer.refresh();
      if (isSilent) say('The watchdog arrives again.');
      isSilent = false;
    },
    end: () => clearTimeout(timer),
  };
}
