import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { eventually } from './namespace.js';

export type NotifiedAlert = {
  readonly status: 'firing' | 'resolved';
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
};

/** One alert of a notification, and when it came, by the clock of `performance.now()`. */
export type Arrival = { readonly at: number; readonly receiver: string; readonly alert: NotifiedAlert };

export type Webhook = {
  readonly url: string;
  /** The first arrival after `since` that says this of this alert. */
  until(status: NotifiedAlert['status'], alertname: string, since: number): Promise<Arrival>;
  close(): void;
};

/** Takes Alertmanager's notifications, whatever their address, and keeps them. */
export async function openWebhook(): Promise<Webhook> {
  const arrivals: Arrival[] = [];
  const server = createServer((request, response) => {
    void json(request).then((body) => {
      const { receiver, alerts } = body as { receiver: string; alerts: NotifiedAlert[] };
      arrivals.push(...alerts.map((alert) => ({ at: performance.now(), receiver, alert })));
      response.end();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    until: (status, alertname, since) =>
      eventually(() => arrivals.find(({ at, alert }) => at >= since && alert.status === status && alert.labels['alertname'] === alertname)),
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
