import { unavailable, type AskJson, type JsonAnswer } from './json-client.js';
import type { Asked, NotAnswered } from './measured.js';

export type ManagedAlert = {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  /** ISO 8601. */
  readonly startsAt: string;
  readonly status: { readonly silencedBy: readonly string[]; readonly inhibitedBy: readonly string[] };
};

export type SilenceMatcher = { readonly name: string; readonly value: string; readonly isRegex: boolean; readonly isEqual?: boolean };

/** Times are ISO 8601. */
export type ManagedSilence = {
  readonly id: string;
  readonly matchers: readonly SilenceMatcher[];
  readonly startsAt: string;
  readonly endsAt: string;
  readonly createdBy: string;
  readonly comment: string;
  readonly status: { readonly state: 'active' | 'pending' | 'expired' };
};

/** The part of Alertmanager's API that the console uses. */
export type Alertmanager = {
  /** Those that are active, silenced ones included. */
  alerts(): Promise<Asked<readonly ManagedAlert[]>>;
  silences(): Promise<Asked<readonly ManagedSilence[]>>;
  /** @returns its id. */
  silence(silence: Omit<ManagedSilence, 'id' | 'status'>): Promise<Asked<string>>;
  /** Ended ones included, for as long as it remembers them. */
  findSilence(id: string): Promise<Asked<ManagedSilence>>;
  endSilence(id: string): Promise<Asked<void>>;
  /** Its version. */
  version(): Promise<Asked<string>>;
};

const answered = <T>(value: T): Asked<T> => ({ kind: 'answered', value });

export function createAlertmanager(ask: AskJson): Alertmanager {
  return {
    alerts: async () => bodyOf<readonly ManagedAlert[]>(await ask({ path: '/api/v2/alerts' })),

    silences: async () => bodyOf<readonly ManagedSilence[]>(await ask({ path: '/api/v2/silences' })),

    silence: async (json) => {
      const made = bodyOf<{ readonly silenceID: string }>(await ask({ path: '/api/v2/silences', method: 'POST', json }));
      return made.kind === 'answered' ? answered(made.value.silenceID) : made;
    },

    findSilence: async (id) => {
      const answer = await ask({ path: `/api/v2/silence/${encodeURIComponent(id)}` });
      if (answer.kind === 'json' && answer.status === 404) return { kind: 'silence-not-found', why: 'there is no silence with this id' };
      return bodyOf<ManagedSilence>(answer);
    },

    endSilence: async (id) => {
      const answer = await ask({ path: `/api/v2/silence/${encodeURIComponent(id)}`, method: 'DELETE' });
      if (answer.kind !== 'json') return answer;
      return answer.status === 200 ? answered(undefined) : faultOf(answer);
    },

    version: async () => {
      const status = bodyOf<{ readonly versionInfo?: { readonly version?: string } }>(await ask({ path: '/api/v2/status' }));
      return status.kind === 'answered' ? answered(status.value.versionInfo?.version ?? 'unknown') : status;
    },
  };
}

function bodyOf<T>(answer: JsonAnswer | NotAnswered): Asked<T> {
  if (answer.kind !== 'json') return answer;
  return answer.status === 200 && answer.body !== undefined ? answered(answer.body as T) : faultOf(answer);
}

function faultOf({ status }: JsonAnswer): NotAnswered {
  return unavailable('Alertmanager', `Alertmanager answers ${status}: see its log`);
}
