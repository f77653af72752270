import type { Alertmanager, ManagedSilence, SilenceMatcher } from './alertmanager-client.js';
import type { Measured, Silence } from './measured.js';

export type SilenceParts = {
  readonly alertmanager: Alertmanager;
  /** Names of the alerts that may be silenced. */
  readonly alerts: ReadonlySet<string>;
  readonly now: () => number;
};

/** Silences of Alertmanager that have not ended; what is made here silences one alert by its exact name. */
export function createSilences({ alertmanager, alerts, now }: SilenceParts): Pick<Measured, 'silences' | 'silence' | 'endSilence'> {
  return {
    silences: async () => {
      const answer = await alertmanager.silences();
      if (answer.kind !== 'answered') return answer;
      const silences = answer.value.filter(({ status }) => status.state !== 'expired').map(tellSilence);
      return { kind: 'answered', value: { silences: silences.sort((one, other) => one.until - other.until) } };
    },

    silence: async ({ alertname, minutes, reason, by }) => {
      if (!alerts.has(alertname)) return { kind: 'query-refused', why: `there is no alert ${alertname} that may be silenced here` };
      const matchers = [{ name: 'alertname', value: alertname, isRegex: false, isEqual: true }];
      const from = now();
      const times = { startsAt: new Date(from).toISOString(), endsAt: new Date(from + minutes * 60_000).toISOString() };
      const made = await alertmanager.silence({ matchers, ...times, createdBy: by, comment: reason });
      return made.kind === 'answered' ? { kind: 'answered', value: { id: made.value } } : made;
    },

    endSilence: async (id) => {
      const found = await alertmanager.findSilence(id);
      if (found.kind !== 'answered') return found;
      // One that has ended stays so; to end it again would be a fault to Alertmanager.
      if (found.value.status.state === 'expired') return { kind: 'answered', value: { id } };
      const ended = await alertmanager.endSilence(id);
      return ended.kind === 'answered' ? { kind: 'answered', value: { id } } : ended;
    },
  };
}

function tellSilence({ id, matchers, createdBy, comment, startsAt, endsAt }: ManagedSilence): Silence {
  return { id, alertname: tellMatchers(matchers), by: createdBy, reason: comment, from: Date.parse(startsAt), until: Date.parse(endsAt) };
}

function tellMatchers(matchers: readonly SilenceMatcher[]): string {
  const [only, ...more] = matchers;
  if (only?.name === 'alertname' && !only.isRegex && only.isEqual !== false && more.length === 0) return only.value;
  const sign = ({ isRegex, isEqual = true }: SilenceMatcher) => (isEqual ? (isRegex ? '=~' : '=') : isRegex ? '!~' : '!=');
  return matchers.map((matcher) => `${matcher.name}${sign(matcher)}${JSON.stringify(matcher.value)}`).join(', ');
}
