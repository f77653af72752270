import type { ReplayRecord } from '../ledger/dead-letters.js';
import type { LedgerRecord } from '../ledger/click-history.js';
import type { TimelineStep } from './found.js';
import { acceptanceOf, batchIdOf, rowOf, type KnownClick } from './known-click.js';
import { acceptedLine, describeFault, endsClick, stepsOfJobs, type FirstFailure } from './log-steps.js';

type Step = Omit<TimelineStep, 'sinceBefore'>;

/**
 * What happened to a click, in the order in which clicks go. Times are of the clocks of Redis (accepted, batched), of the
 * worker (all else), of whoever replayed or archived it; so a step may seem to be a moment before the one that it follows.
 */
export function toTimeline(known: KnownClick): TimelineStep[] {
  const accepted = toAccepted(known);
  const steps = [
    ...(accepted ? [accepted] : []),
    ...toBatched(known, accepted),
    ...toTaken(known),
    ...toFailed(known),
    ...toReplayed(known),
    ...toCommitted(known),
    ...toMoved(known.ledger),
  ];
  return steps.map((step, index) => ({ ...step, ...sinceBefore(step, steps[index - 1]) }));
}

function sinceBefore({ at }: Step, before: Step | undefined): Pick<TimelineStep, 'sinceBefore'> {
  if (at === null || before === undefined || before.at === null) return {};
  return { sinceBefore: Math.max(0, at - before.at) };
}

function toAccepted(known: KnownClick): Step | undefined {
  const line = acceptedLine(known.lines);
  const answered = line === undefined ? '' : ` The API answered 202 after ${String(line.fields['durationMs'])} ms.`;
  const detail = `Accepted: from here on the click is safe.${answered}`;
  const { at, from } = acceptanceOf(known) ?? (line ? { at: line.at, from: 'logs' as const } : { at: null, from: keeperOf(known) });
  return from && { what: 'accepted', at, detail, from };
}

/** Who knows no more than that there was such a click. */
function keeperOf({ queued, ledger }: KnownClick): Step['from'] | undefined {
  if (queued) return 'redis';
  return ledger && 'ledger';
}

/** The script that accepts a click puts it into the open batch. */
function toBatched(known: KnownClick, accepted: Step | undefined): Step[] {
  const batchId = batchIdOf(known);
  if (batchId === undefined) return [];
  const size = known.queued?.unfinished?.size ?? known.lines.find(({ fields }) => fields['batchId'] === batchId)?.fields['batchSize'];
  const detail = `In batch ${batchId}${size === undefined ? '' : `, which has ${String(size)} ${size === 1 ? 'click' : 'clicks'}`}.`;
  return [{ what: 'batched', at: accepted?.at ?? null, detail, from: known.queued ? 'redis' : 'logs' }];
}

/** Only log lines have times of it. */
function toTaken(known: KnownClick): Step[] {
  const steps = stepsOfJobs(known.lines, known.clickId, firstFailureOf(known));
  const attempts = known.queued?.unfinished?.attempts ?? 0;
  if (attempts === 0 || steps.some(({ what }) => what === 'taken')) return steps;
  return [{ what: 'taken', at: null, detail: `Its batch was taken by a worker ${attempts === 1 ? 'once' : `${attempts} times`}.`, from: 'redis' }, ...steps];
}

/** A letter keeps the code and message of its last failure: where replays failed too, log lines and the row tell of the first one. */
function firstFailureOf(known: KnownClick): FirstFailure | undefined {
  const { letter, lines, clickId } = known;
  const row = rowOf(known);
  const failedRow = row?.status === 'failed' ? row : undefined;
  const at = letter?.firstAt ?? failedRow?.processedAt;
  if (!at) return undefined;
  if (letter && !letter.replays.some(({ result }) => result === 'failed')) return { at: Number(at), why: `${letter.code}: ${letter.message}` };
  const line = lines.find((each) => endsClick(each, clickId));
  const code = failedRow?.code === undefined ? 'its first code was not kept' : failedRow.code;
  return { at: Number(at), why: line ? describeFault(line.fields) : `${code}.` };
}

function toFailed(known: KnownClick): Step[] {
  const failure = firstFailureOf(known);
  if (!failure) return [];
  const letter = known.letter && `, with a dead letter, which ${known.letter.state === 'open' ? 'is open' : 'was replayed since'}`;
  return [{ what: 'failed', at: failure.at, detail: `Ended as failed${letter ?? ''}: ${failure.why}`, isFailure: true, from: known.letter ? 'dead letters' : 'ledger' }];
}

function toReplayed({ letter }: KnownClick): Step[] {
  return (letter?.replays ?? []).map((replay) => ({
    what: 'replayed',
    at: Number(replay.at),
    detail: `Replayed by ${replay.by} (${replay.via === 'http' ? 'by a request' : 'by the command'}): ${describeReplay(replay)}.`,
    ...(replay.result === 'failed' && { isFailure: true }),
    from: 'dead letters',
  }));
}

function describeReplay(replay: ReplayRecord): string {
  if (replay.result === 'credited') return `credited ${replay.amount}`;
  return replay.result === 'rejected' ? `rejected, ${replay.code}` : `failed again, ${replay.code}: ${replay.message}`;
}

function toCommitted({ ledger }: KnownClick): Step[] {
  if (ledger === undefined) return [];
  if (ledger.kind === 'stub') {
    const { status } = ledger.stub;
    return status === 'failed' ? [] : [{ what: 'committed', at: null, detail: `${status === 'credited' ? 'Credited' : 'Rejected'}: that is all that is kept.`, from: 'ledger' }];
  }
  const { status, amount, balance, code, processedAt } = ledger.row;
  if (status === 'failed') return [];
  const detail = status === 'credited' ? `Credited ${amount}: the balance was ${balance ?? 'not kept'} after it.` : `Rejected by the reward policy: ${code ?? 'the code is missing'}.`;
  return [{ what: 'committed', at: Number(processedAt), detail, from: 'ledger' }];
}

function toMoved(ledger: LedgerRecord | undefined): Step[] {
  const { archivedAt, erasedAt } = ledger === undefined ? {} : ledger.kind === 'row' ? { ...ledger.row, erasedAt: undefined } : ledger.stub;
  return [
    ...(archivedAt ? [{ what: 'archived', at: Number(archivedAt), detail: 'Its row was moved to the archive.', from: 'ledger' } as const] : []),
    ...(erasedAt ? [{ what: 'erased', at: Number(erasedAt), detail: 'Its user was erased: row, dead letter and credit are gone.', from: 'ledger' } as const] : []),
  ];
}
