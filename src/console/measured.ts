/** What the console shows of Prometheus and Alertmanager. Times are milliseconds since 1970 unless a name says seconds. */

/** What this process is, and what the console can show here. */
export type ConsoleFacts = {
  readonly version: string;
  /** By the clock of the API. */
  readonly now: number;
  readonly queue: string;
  readonly durability: { readonly promised: 'safe' | 'replicated' | 'fast'; readonly real: 'safe' | 'replicated' | 'fast' | 'unknown' };
  readonly prometheus: boolean;
  readonly alertmanager: boolean;
  readonly logs: LogSource;
  /** Clicks in the queue: from where on a threshold is drawn, a warning is due, clicks are refused. */
  readonly depth: { readonly drawn: number; readonly warning: number; readonly cap: number };
};

/** Where log lines are read from. */
export type LogSource = 'folder' | 'loki' | 'elasticsearch' | 'none';

export type PartName = 'api' | 'worker' | 'redis' | 'mongodb' | 'prometheus' | 'alertmanager';

export type PartHealth = {
  readonly name: PartName;
  /** host:port, where there may be several. */
  readonly instance?: string;
  readonly state: 'up' | 'down' | 'unknown';
  /** A sentence: what is known, how, and where it is down, what to do. */
  readonly detail: string;
};
export type Health = { readonly at: number; readonly parts: readonly PartHealth[] };

export type DashboardLink = { readonly uid: string; readonly title: string; readonly description: string; readonly tags: readonly string[] };
export type DashboardList = { readonly dashboards: readonly DashboardLink[] };

/** Values chosen for the variables of a dashboard; one that is missing has its default. `$__all` stands for all. */
export type VariableChoice = Readonly<Record<string, readonly string[]>>;

/** A query by where it stands, never by its words: the server takes the expression from the generated dashboards. */
export type PanelQuery = {
  readonly dashboard: string;
  readonly panel: number;
  /** `refId` of the target. */
  readonly target: string;
  readonly start: number;
  readonly end: number;
  readonly stepSeconds: number;
  readonly variables: VariableChoice;
};

export type Sample = readonly [atSeconds: number, value: string];
export type QuerySeries = { readonly metric: Readonly<Record<string, string>>; readonly values?: readonly Sample[]; readonly value?: Sample };
/** As Prometheus answers, besides the expression that was asked. */
export type PanelAnswer = { readonly expr: string; readonly resultType: 'matrix' | 'vector' | 'scalar'; readonly result: readonly QuerySeries[] };

export type VariableQuery = { readonly dashboard: string; readonly variable: string; readonly start: number; readonly end: number; readonly variables: VariableChoice };
export type VariableAnswer = { readonly values: readonly string[] };

export type FigureState = 'good' | 'warning' | 'bad' | 'unknown';
export type Figure = {
  readonly name: string;
  readonly title: string;
  /** As Grafana's units: reqps, s, percentunit, short. */
  readonly unit: string;
  /** null: Prometheus has no sample of the last five minutes. */
  readonly value: number | null;
  /** When the sample was scraped. */
  readonly at: number | null;
  readonly state: FigureState;
  /** Why it has this state, and against what. */
  readonly detail: string;
  readonly series: readonly { readonly name: string; readonly points: readonly (readonly [at: number, value: number])[] }[];
};
/** `problem`: why there are no figures. */
export type Overview = { readonly at: number; readonly figures: readonly Figure[]; readonly problem?: string };

export type Alert = {
  readonly name: string;
  readonly severity: string;
  readonly summary: string;
  readonly description: string;
  readonly startsAt: number;
  readonly labels: Readonly<Record<string, string>>;
  /** Name of its runbook; the console shows it. */
  readonly runbook?: string;
  /** uid of the dashboard that its annotation leads to. */
  readonly dashboard?: string;
  readonly silencedBy?: readonly string[];
};
export type Alerts = {
  readonly at: number;
  readonly firing: readonly Alert[];
  readonly pending: readonly Alert[];
  readonly silenced: readonly Alert[];
  /** What could not be asked; the lists then lack it. */
  readonly problems: readonly string[];
};
/** `to` null: it goes on. */
export type AlertEvent = { readonly name: string; readonly severity: string; readonly state: 'firing' | 'pending'; readonly from: number; readonly to: number | null; readonly labels: Readonly<Record<string, string>> };
export type AlertHistory = { readonly since: number; readonly at: number; readonly events: readonly AlertEvent[] };

export type Silence = { readonly id: string; readonly alertname: string; readonly by: string; readonly reason: string; readonly from: number; readonly until: number };
export type Silences = { readonly silences: readonly Silence[] };
/** Minutes from 1 to 1440. */
export type NewSilence = { readonly alertname: string; readonly minutes: number; readonly reason: string };

export type Runbook = { readonly name: string; readonly markdown: string };
export type RunbookList = { readonly runbooks: readonly string[] };
