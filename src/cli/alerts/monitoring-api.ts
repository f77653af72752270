const ANSWER_WITHIN_MS = 5_000;

export type ListedAlert = {
  readonly labels: Readonly<Record<string, string>>;
  readonly receivers: readonly { readonly name: string }[];
  readonly status: { readonly state: string; readonly silencedBy: readonly string[]; readonly inhibitedBy: readonly string[] };
};

export type PostedAlert = {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly startsAt: string;
  readonly endsAt: string;
};

/** Notifications that Alertmanager has handed over, to any receiver, and attempts that failed, since it started. */
export type Deliveries = { readonly delivered: number; readonly failed: number };

/** Host and port of each Alertmanager that Prometheus sends to. */
export async function listAlertmanagers(prometheus: string): Promise<string[]> {
  const answer = await ask(`${prometheus}/api/v1/alertmanagers`);
  const { data } = (await answer.json()) as { data: { activeAlertmanagers: { url: string }[] } };
  return data.activeAlertmanagers.map(({ url }) => new URL(url).host);
}

/** The alerts in Alertmanager that have this label. */
export async function findAlerts(alertmanager: string, name: string, value: string): Promise<ListedAlert[]> {
  const filter = encodeURIComponent(`${name}=${JSON.stringify(value)}`);
  return (await ask(`${alertmanager}/api/v2/alerts?filter=${filter}`)).json() as Promise<ListedAlert[]>;
}

export async function postAlert(alertmanager: string, alert: PostedAlert): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  await ask(`${alertmanager}/api/v2/alerts`, { method: 'POST', headers, body: JSON.stringify([alert]) });
}

/**
 * Counts the requests to receivers. Alertmanager's own `alertmanager_notifications_failed_total` would be too late: a
 * notification counts as failed only when Alertmanager has given it up, which may take minutes.
 */
export async function readDeliveries(alertmanager: string): Promise<Deliveries> {
  const page = await (await ask(`${alertmanager}/metrics`)).text();
  const sum = (name: string): number =>
    [...page.matchAll(new RegExp(`^${name}(?:\\{[^}]*\\})? (\\S+)$`, 'gm'))].reduce((total, [, value]) => total + Number(value), 0);
  const failed = sum('alertmanager_notification_requests_failed_total');
  return { failed, delivered: sum('alertmanager_notification_requests_total') - failed };
}

async function ask(url: string, request: RequestInit = {}): Promise<Response> {
  const answer = await fetch(url, { ...request, signal: AbortSignal.timeout(ANSWER_WITHIN_MS) }).catch((fault: Error) => {
    const { code, message } = (fault.cause ?? fault) as NodeJS.ErrnoException;
    throw new Error(`${url} does not answer (${code ?? message})`);
  });
  if (!answer.ok) throw new Error(`${url} answers ${answer.status}`);
  return answer;
}
