export type FoundRow = Readonly<Record<string, string>>;

/** What a person reads back from VictoriaLogs, in LogsQL; all values come as text. */
export function createVictoriaLogsReader(url: string) {
  return {
    /** All rows that the query finds, in the order of their times. */
    search: async (query = '{job=~"mining-click-.*"}'): Promise<FoundRow[]> => {
      // What was taken is found once it was made visible, which happens once a second by itself.
      await fetch(`${url}/internal/force_flush`);
      const answer = await fetch(`${url}/select/logsql/query`, { method: 'POST', body: new URLSearchParams({ query: `${query} | sort by (_time)` }) });
      const text = await answer.text();
      if (!answer.ok) throw new Error(`${query} is answered ${answer.status}: ${text}`);
      return text.split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as FoundRow);
    },
  };
}
