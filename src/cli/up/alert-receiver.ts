import { once } from 'node:events';
import { appendFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Type, type Static } from 'typebox';
import { Value } from 'typebox/value';
import { LOCAL_LINKS } from '../../../observability/config.js';

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
  /** Of the API, which serves the runbooks. */
  readonly api: string;
  readonly say: (line: string) => void;
  readonly watchdogLimitMs?: number;
};

export type AlertReceiver = {
  /** Where it takes notifications: a free port of 127.0.0.1, so that no other stack can have it. */
  readonly url: string;
  close(): void;
};

/** Takes Alertmanager's notifications and shows each alert in a line. */
export async function openAlertReceiver(options: AlertReceiverOptions): Promise<AlertReceiver> {
  const { alertmanager } = options;
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
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      watchdog.end();
      server.close();
      server.closeAllConnections();
    },
  };
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
function createAlertLines({ api, logFile, say }: AlertReceiverOptions): (alert: Alert) => void {
  const shown = new Map<string, string>();
  return (alert) => {
    const { status, fingerprint, startsAt, endsAt, labels } = alert;
    if (status === 'resolved') shown.delete(fingerprint);
    else if (shown.get(fingerprint) === startsAt) return;
    else shown.set(fingerprint, startsAt);
    const time = status === 'resolved' ? endsAt : startsAt;
    const annotations = withOwnRunbook(alert.annotations, api);
    appendFileSync(logFile, `${JSON.stringify({ time, status, labels, annotations })}\n`);
    say(oneLine({ ...alert, annotations }, new Date(time)));
  };
}

/** The rules name the API's usual port; the one of this stack may be another. */
function withOwnRunbook({ runbook_url: url, ...annotations }: Alert['annotations'], api: string): Alert['annotations'] {
  return url === undefined ? annotations : { ...annotations, runbook_url: url.replace(LOCAL_LINKS.runbooks, `${api}/docs/runbooks`) };
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
