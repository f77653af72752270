import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { createClickId } from '../../click/click-id.js';
import type { ClientKnowledge, Journal, JournaledClick, JournaledUser } from '../../ledger/audit.js';
import { userName } from '../load/click-source.js';
import type { AttemptLine, EndLine, JournalLine, RunLine } from '../load/journal-line.js';

/** Clocks and buffers: the last sends of a killed run are looked for from this much earlier on, in milliseconds. */
const MARGIN_MS = 1000;

type Run = { readonly line: RunLine; lastLineAt: number; ended: boolean };
type Attempts = {
  readonly userId: string;
  readonly key: string;
  knowledge: ClientKnowledge;
  readonly clickIds: Set<string>;
};

/**
 * Reads a journal of `load`, or any file with a line `{key, user, status, clickId}` for each attempt.
 *
 * A line that was cut short is passed over at the end of the file or of a run (its load was killed); anywhere else the
 * file is not what it should be.
 *
 * @throws Error when the file cannot be read, or is no journal.
 */
export async function readJournal(path: string): Promise<Journal> {
  const builder = createBuilder();
  let number = 0;
  for await (const text of createInterface({ input: createReadStream(path), crlfDelay: Infinity })) {
    number += 1;
    if (text !== '') builder.add(text, number);
  }
  return builder.build();
}

function createBuilder() {
  const clicks = new Map<string, Attempts>();
  const runs: Run[] = [];
  let cut: number | undefined;

  function add(text: string, number: number): void {
    const line = parseLine(text);
    if (cut !== undefined && !(line && 'run' in line)) throw new Error(`line ${cut} is no line of a journal`);
    cut = line ? undefined : number;
    if (!line) return;
    if ('run' in line) runs.push({ line, lastLineAt: line.started, ended: false });
    else if ('end' in line) endRun(line);
    else addAttempt(line);
  }

  function endRun({ end }: EndLine): void {
    for (const run of runs) run.ended ||= run.line.run === end;
  }

  function addAttempt(line: AttemptLine): void {
    const name = `${line.user}\0${line.key}`;
    const attempts = clicks.get(name) ?? { userId: line.user, key: line.key, knowledge: 'refused', clickIds: new Set() };
    clicks.set(name, attempts);
    attempts.knowledge = merge(attempts.knowledge, knowledgeOf(line));
    if (isAcknowledged(line)) attempts.clickIds.add(line.clickId ?? createClickId(line.user, line.key));
    const run = runs.at(-1);
    if (run) run.lastLineAt = Math.max(run.lastLineAt, line.received ?? 0);
  }

  return {
    add,
    build: (): Journal => ({ clicks: [...clicks.values()].flatMap(toClicks), ownUsers: collectUsers(runs) }),
  };
}

function parseLine(text: string): JournalLine | undefined {
  try {
    const line = JSON.parse(text) as Partial<RunLine & AttemptLine & EndLine> | null;
    const known = typeof line?.run === 'string' || typeof line?.end === 'string' || isAttempt(line);
    return known ? (line as JournalLine) : undefined;
  } catch {
    return undefined;
  }
}

function isAttempt(line: Partial<AttemptLine> | null): boolean {
  const named = typeof line?.key === 'string' && typeof line.user === 'string';
  return named && (typeof line.status === 'number' || line.status === null);
}

/** A replay that may not be told now where its click is, is told that it was accepted. */
function isAcknowledged({ status, outcome }: AttemptLine): boolean {
  return status === 202 || status === 200 || outcome === 'accepted';
}

function knowledgeOf(line: AttemptLine): ClientKnowledge {
  if (isAcknowledged(line)) return 'acknowledged';
  if (line.status === 503) return line.outcome === 'not-accepted' ? 'refused' : 'unknown';
  return line.status !== null && line.status >= 400 && line.status < 500 ? 'refused' : 'unknown';
}

/** One acknowledgement is enough; one attempt whose outcome is unknown leaves it open. */
function merge(a: ClientKnowledge, b: ClientKnowledge): ClientKnowledge {
  if (a === 'acknowledged' || b === 'acknowledged') return 'acknowledged';
  return a === 'unknown' || b === 'unknown' ? 'unknown' : 'refused';
}

/** Answers that name two ids for one key promise two clicks; the audit then looks for both. */
function toClicks({ userId, key, knowledge, clickIds }: Attempts): JournaledClick[] {
  const ids = clickIds.size > 0 ? [...clickIds] : [createClickId(userId, key)];
  return ids.map((clickId) => ({ userId, key, clickId, knowledge }));
}

function collectUsers(runs: readonly Run[]): Map<string, JournaledUser> {
  const users = new Map<string, JournaledUser>();
  for (const { line, lastLineAt, ended } of runs) {
    const user = ended ? {} : { incompleteFrom: lastLineAt - line.timeoutMs - MARGIN_MS };
    for (let number = 1; number <= line.users; number += 1) users.set(userName(line.run, number), user);
  }
  return users;
}
