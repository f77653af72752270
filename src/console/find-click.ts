import { createClickId } from '../click/click-id.js';
import { TRACED_LETTERS, TRACED_ROWS, type ClickHistory, type LedgerRow } from '../ledger/click-history.js';
import type { DeadLetterReader } from '../ledger/dead-letters.js';
import type { QueuedClickReader } from '../queue/click-queue.js';
import type { ClickName, FindClicks, FoundClick, LogLine, LogQuery, ReadLogs } from './found.js';
import { acceptanceOf, batchIdOf, rowOf, statusOf, type KnownClick } from './known-click.js';
import { isAbout } from './log-lines.js';
import { toTimeline } from './timeline.js';

export type FindClickParts = {
  readonly queued: QueuedClickReader;
  readonly history: ClickHistory;
  readonly letters: Pick<DeadLetterReader, 'find'>;
  readonly readLogs: ReadLogs;
};

/** Lines about one click, or one trace. */
const MOST_LINES = 500;
/** As many as one request may hold. */
const MOST_CLICKS = 100;
/** Clocks of processes differ, and a request is older than its click. */
const BEFORE_ACCEPTANCE_MS = 60_000;

/** Each part tells what it knows; one that does not answer is named, and the others are shown. */
export function createFindClicks({ queued, history, letters, readLogs }: FindClickParts): FindClicks {
  /** Redis before the ledger, because a click moves from there to here: in this order it cannot slip by. */
  async function askStores(clickId: string): Promise<Asked> {
    const inQueue = await orProblem(queued.read(clickId), 'Redis does not answer: where the click is in the queue is not known.');
    const [inLedger, letter] = await Promise.all([
      orProblem(history.find(clickId), 'MongoDB does not answer: whether the click is in the ledger is not known.'),
      orProblem(letters.find(clickId), 'MongoDB does not answer: whether the click has a dead letter is not known.'),
    ]);
    const known = { clickId, queued: inQueue.value, ledger: inLedger.value, letter: letter.value, lines: [] };
    return { known, problems: [inQueue, inLedger, letter].flatMap(({ problem }) => (problem === undefined ? [] : [problem])) };
  }

  async function findOne(clickId: string): Promise<Awaited<ReturnType<FindClicks>>> {
    const { known, problems } = await askStores(clickId);
    const { lines, problem } = await readLogs(toLogQuery(known));
    const click = toFoundClick({ ...known, lines }, [...problems, ...(problem === undefined ? [] : [problem])]);
    if (click) return { clicks: [click], problems: [] };
    return problems.length > 0 ? { clicks: [], problems } : undefined;
  }

  async function findTraced(traceId: string): Promise<Awaited<ReturnType<FindClicks>>> {
    const inQueue = await orProblem(queued.findTraced(traceId), 'Redis does not answer: clicks of this trace that are queued are missing.');
    const inLedger = await orProblem(history.findTraced(traceId), 'MongoDB does not answer: clicks of this trace that have ended are missing.');
    const { lines, problem, isCut } = await readLogs({ traceId, limit: MOST_LINES });
    const ids = new Set([inQueue, inLedger].flatMap(({ value }) => value?.clickIds ?? []).concat(clickIdsOf(lines, traceId)));
    const problems = [
      ...[inQueue.problem, inLedger.problem, problem].filter((each) => each !== undefined),
      ...(isCut && problem === undefined ? [`More than ${MOST_LINES} log lines are of this trace; the newest were looked at.`] : []),
      ...(inQueue.value?.isCut ? ['The queue has too many batches to look into all of them for a trace id.'] : []),
      ...(inLedger.value?.isCut ? [`Rows have no index by trace id: it was looked for in the newest ${TRACED_ROWS} rows, the newest ${TRACED_LETTERS} dead letters, and log lines.`] : []),
      ...(ids.size > MOST_CLICKS ? [`${ids.size} clicks are of this trace; ${MOST_CLICKS} are shown.`] : []),
    ];
    const asked = await Promise.all([...ids].slice(0, MOST_CLICKS).map(askStores));
    const clicks = asked.flatMap(({ known, problems: own }) => {
      const ofClick = lines.filter((line) => isAbout(line, { clickId: known.clickId, limit: MOST_LINES }));
      return toFoundClick({ ...known, lines: ofClick }, own) ?? [];
    });
    return clicks.length > 0 || problems.length > 0 ? { clicks, problems } : undefined;
  }

  return (name) => ('traceId' in name ? findTraced(name.traceId) : findOne(clickIdOf(name)));
}

type Asked = { readonly known: KnownClick; readonly problems: readonly string[] };

function clickIdOf(name: Exclude<ClickName, { traceId: string }>): string {
  return 'clickId' in name ? name.clickId : createClickId(name.userId, name.idempotencyKey);
}

async function orProblem<T>(call: Promise<T>, problem: string): Promise<{ readonly value?: T; readonly problem?: string }> {
  try {
    return { value: await call };
  } catch {
    return { problem };
  }
}

/** Lines of its batch too: that a batch failed is said without naming its clicks. */
function toLogQuery(known: KnownClick): LogQuery {
  const batchId = batchIdOf(known);
  const { at } = acceptanceOf(known) ?? {};
  const since = at === undefined ? {} : { since: at - BEFORE_ACCEPTANCE_MS };
  return { clickId: known.clickId, ...(batchId !== undefined && { batchId }), ...since, limit: MOST_LINES };
}

/** `undefined`: nobody knows it. */
function toFoundClick(known: KnownClick, problems: readonly string[]): FoundClick | undefined {
  const { clickId, queued, ledger, letter } = known;
  const timeline = toTimeline(known);
  if (!queued && !ledger && !letter && timeline.length === 0) return undefined;
  const row = rowOf(known);
  return {
    clickId,
    ...namesOf(known),
    ...statusOf(known),
    timeline,
    ...(row && { ledger: toShownRow(row) }),
    ...(letter && { deadLetter: letter.id }),
    problems,
  };
}

function namesOf(known: KnownClick): Pick<FoundClick, 'userId' | 'idempotencyKey' | 'traceId' | 'batchId'> {
  const click = rowOf(known) ?? known.queued?.unfinished?.click ?? known.letter?.payload;
  const userId = click?.userId ?? known.queued?.userId;
  const batchId = batchIdOf(known);
  return {
    ...(userId !== undefined && { userId }),
    ...(click && { idempotencyKey: click.idempotencyKey, traceId: click.traceId }),
    ...(batchId !== undefined && { batchId }),
  };
}

function toShownRow(row: LedgerRow): Readonly<Record<string, unknown>> {
  const { acceptedAt, processedAt, archivedAt, ...rest } = row;
  const times = { acceptedAt: acceptedAt.toISOString(), processedAt: processedAt.toISOString() };
  return { ...rest, ...times, ...(archivedAt && { archivedAt: archivedAt.toISOString() }) };
}

/** A request of many clicks has one trace; a job has many, in the order of its clicks. */
function clickIdsOf(lines: readonly LogLine[], traceId: string): string[] {
  const ids = lines.flatMap(({ fields }): unknown[] => {
    const [all, traces] = [fields['clickIds'], fields['traceIds']].map((list) => (Array.isArray(list) ? (list as unknown[]) : undefined));
    if (all && traces) return all.filter((_id, index) => traces[index] === traceId);
    return fields['traceId'] === traceId ? (all ?? [fields['clickId']]) : [];
  });
  return ids.filter((id): id is string => typeof id === 'string');
}
