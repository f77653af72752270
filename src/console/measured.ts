import type { LogLine, LogLines } from './found.js';

/** What the console shows of Prometheus and Alertmanager. Times are milliseconds since 1970 unless a name says seconds. */

/** What this process is, and what the console can show here. */
export type ConsoleFacts = {
  readonly version: string;
  /** By the clock of the API. */
  readonly now: number;
  readonly queue: string;
  /** `none`: Redis keeps no append-only file, or one that it does not flush; `unknown`: it did not answer in time. */
  readonly durability: { readonly promised: 'safe' | 'replicated' | 'fast'; readonly real: 'safe' | 'replicated' | 'fast' | 'none' | 'unknown' };
  readonly prometheus: boolean;
  readonly alertmanager: boolean;
  readonly logs: LogSource;
  /** Clicks in the queue: from where on a threshold is drawn, a warning is due, clicks are refused. */
  readonly depth: { readonly drawn: number; readonly warning: number; readonly cap: number };
};

/** Where log lines are read from. */
export type LogSource = LogLines['source'];

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

/** Why there is no answer: named as the problem that the API answers with. */
export type NotAnswered = {
  readonly kind: 'query-refused' | 'prometheus-unavailable' | 'alertmanager-unavailable' | 'dashboard-not-found' | 'silence-not-found';
  /** What is wrong and what to do, as the detail of a problem: it begins small and has no full stop. */
  readonly why: string;
};
/** What came of a question. */
export type Asked<T> = { readonly kind: 'answered'; readonly value: T } | NotAnswered;

export type DashboardLink = { readonly uid: string; readonly title: string; readonly description: string; readonly tags: readonly string[] };
export type DashboardList = { readonly dashboards: readonly DashboardLink[] };

/** Values chosen for the variables of a dashboard; one that is missing has its default. `$__all` stands for all. */
export type VariableChoice = Readonly<Record<string, readonly string[]>>;

/** When, and with what: at most 35 days from start to end. A step of more than 1,100 points is raised to fewer; the answer says to which. */
export type QueryScope = {
  readonly start: number;
  readonly end: number;
  readonly stepSeconds: number;
  readonly variables: VariableChoice;
};
/** A query by where it stands, never by its words: the server takes the expression from the generated dashboards. */
export type PanelQuery = QueryScope & {
  readonly dashboard: string;
  readonly panel: number;
  /** `refId` of the target. An instant one is asked at `end`. */
  readonly target: string;
};
/** The marks that a dashboard draws over its charts, by the name of the annotation. */
export type MarkQuery = QueryScope & { readonly dashboard: string; readonly annotation: string };

export type Sample = readonly [atSeconds: number, value: string];
export type QuerySeries = { readonly metric: Readonly<Record<string, string>>; readonly values?: readonly Sample[]; readonly value?: Sample };
/** As Prometheus answers, besides the expression that was asked. `logs`: it was asked of log lines; what they were counted to is the result. */
export type PanelAnswer = {
  readonly expr: string;
  readonly stepSeconds: number;
  readonly resultType: 'matrix' | 'vector' | 'scalar';
  readonly result: readonly QuerySeries[];
  readonly logs?: FoundLogs;
};

export type FoundLogs = {
  readonly source: LogSource;
  /** Newest first; of a query that counts none. */
  readonly lines: readonly LogLine[];
  /** There are more lines than are given. */
  readonly isCut: boolean;
  /** Nothing older was looked at, or is given; the start of the range where that was all. */
  readonly since: number;
  /** Why there is nothing, or not all, and what to do: a sentence. */
  readonly problem?: string;
};

/** A request or a click that was measured: a point of a histogram that leads to its trace. */
export type Exemplar = { readonly at: number; readonly value: number; readonly traceId: string; readonly labels: Readonly<Record<string, string>> };
/** Of each step the highest, and those that lie well below it, as Grafana thins them. */
export type ExemplarAnswer = { readonly expr: string; readonly exemplars: readonly Exemplar[] };

export type VariableQuery = { readonly dashboard: string; readonly variable: string; readonly start: number; readonly end: number; readonly variables: VariableChoice };
export type VariableAnswer = { readonly values: readonly string[] };

export type FigureState = 'good' | 'warning' | 'bad' | 'unknown';
export type Figure = {
  readonly name: string;
  readonly title: string;
  /** As Grafana's units: reqps, s, percentunit, short. */
  readonly unit: string;
  /** The last number of the series; null: there is none of the last five minutes. */
  readonly value: number | null;
  /** When the last number was measured, to a step of the series; null: there is none in the time that was asked for. */
  readonly at: number | null;
  readonly state: FigureState;
  /** Why it has this state, and against what. */
  readonly detail: string;
  /** Of answers by status that are not good: what is wrong with them. */
  readonly about?: 'faults' | 'throttled';
  /** The panel of the dashboards that it is taken from. */
  readonly panel: { readonly dashboard: string; readonly id: number };
  /** The same over the last minute, where the value above is a mean over more seconds; null: nothing happened in it. */
  readonly lastMinute?: Pick<Figure, 'value' | 'state' | 'detail' | 'about'> & { readonly meanSeconds: number };
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
  /** Nobody is told of it while another alert fires, which explains it. */
  readonly isInhibited?: boolean;
};
/** Those of this product's rules; the watchdog, which always fires, is none of them. One that is silenced is not among the firing. */
export type Alerts = {
  readonly at: number;
  readonly firing: readonly Alert[];
  readonly pending: readonly Alert[];
  readonly silenced: readonly Alert[];
  /** What could not be asked; the lists then lack it. */
  readonly problems: readonly string[];
};
/** `to` null: it goes on, as Prometheus itself says; otherwise it was evaluated then for the last time. Both times to a step of the query, half a minute for a day. */
export type AlertEvent = { readonly name: string; readonly severity: string; readonly state: 'firing' | 'pending'; readonly from: number; readonly to: number | null; readonly labels: Readonly<Record<string, string>> };
export type AlertHistory = { readonly since: number; readonly at: number; readonly events: readonly AlertEvent[] };

/** `alertname`: or all matchers as Alertmanager writes them, where it was made elsewhere with others. */
export type Silence = { readonly id: string; readonly alertname: string; readonly by: string; readonly reason: string; readonly from: number; readonly until: number };
export type Silences = { readonly silences: readonly Silence[] };
/** Minutes from 1 to 1440; a reason of 3 to 300 characters. */
export type NewSilence = { readonly alertname: string; readonly minutes: number; readonly reason: string };

/** Severity and summary are its alert's; where the summary will have a label of it, there is the label's name. */
export type RunbookEntry = {
  readonly name: string;
  readonly severity?: string;
  readonly summary?: string;
  /** The line of its text that a search found it by; missing where its name or its summary has what was searched. */
  readonly found?: string;
};
export type RunbookList = { readonly runbooks: readonly RunbookEntry[] };

/** A query by where it stands: the runbook and which of its queries, from 1 on. */
export type RunbookQuery = { readonly name: string; readonly number: number };
/** What Prometheus answers to it now. */
export type RunbookAnswer = Pick<PanelAnswer, 'expr' | 'resultType' | 'result'> & {
  readonly at: number;
  /** As Grafana's units; missing where the numbers are plain. */
  readonly unit?: string;
  /** That there is no series may be as it should be. */
  readonly mayBeEmpty: boolean;
};

/** From `start` to `end`. */
export type TimeRange = { readonly start: number; readonly end: number };

/** What the console asks for. Nothing is thrown for a part that does not answer: it is said. */
export type Measured = {
  facts(): Promise<ConsoleFacts>;
  health(): Promise<Health>;
  listDashboards(): DashboardList;
  /** The generated JSON as it is. */
  findDashboard(uid: string): Asked<object>;
  ask(query: PanelQuery | MarkQuery): Promise<Asked<PanelAnswer>>;
  /** Of a target that has exemplars. */
  askExemplars(query: PanelQuery): Promise<Asked<ExemplarAnswer>>;
  listValues(query: VariableQuery): Promise<Asked<VariableAnswer>>;
  overview(range: TimeRange): Promise<Overview>;
  alerts(): Promise<Alerts>;
  alertHistory(hours: number): Promise<Asked<AlertHistory>>;
  silences(): Promise<Asked<Silences>>;
  /** @param by who is named as its maker */
  silence(silence: NewSilence & { readonly by: string }): Promise<Asked<{ readonly id: string }>>;
  endSilence(id: string): Promise<Asked<{ readonly id: string }>>;
  /** @param search words of its name, its summary or its text; those that have most of them, and half at least */
  listRunbooks(search?: string): RunbookList;
  askRunbook(query: RunbookQuery): Promise<Asked<RunbookAnswer>>;
};
