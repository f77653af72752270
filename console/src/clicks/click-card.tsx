import type { FoundClick } from '../../../src/console/found.ts';
import { Facts, idFact, type Fact } from '../components/facts.tsx';
import { Ago, Empty, StateBadge, When } from '../components/index.ts';
import { formatValue, timeOf } from '../format/value.ts';
import { letterView, viewOf } from './addresses.ts';
import { ClickStatus } from './click-status.tsx';
import { meaningOf } from './codes.ts';
import { LogLines } from './log-lines.tsx';
import { findMissingRow } from './missing-row.ts';
import { TimelineList } from './timeline-list.tsx';
import { Unanswered } from './unanswered.tsx';

/** All that is known of one click. */
export function ClickCard({ click }: { readonly click: FoundClick }) {
  return (
    <>
      <Unanswered problems={click.problems} />
      <Identity click={click} />
      <section class="card stack" aria-labelledby="timeline">
        <h2 id="timeline">Timeline</h2>
        {click.timeline.length > 0 ? <TimelineList steps={click.timeline} /> : <Empty title="No step of it is known" />}
        {click.status === 'queued' && <Waiting acceptedAt={click.timeline[0]?.at ?? null} />}
      </section>
      <LogLines click={click} />
      <LedgerEntry click={click} />
    </>
  );
}

function Waiting({ acceptedAt }: { readonly acceptedAt: number | null }) {
  return (
    <p>
      It is not in the ledger yet{acceptedAt !== null && <>: it was accepted <Ago at={acceptedAt} /></>}. <a href="/console/queue">The queue</a> says whether workers take what waits.
    </p>
  );
}

function Identity({ click }: { readonly click: FoundClick }) {
  const { clickId, userId, idempotencyKey, traceId, batchId, status, code, deadLetter } = click;
  return (
    <section class="card stack" aria-labelledby="click">
      <h2 id="click" class="row">
        Click {findMissingRow(click) ? <StateBadge state="bad" word="row missing" /> : <ClickStatus status={status} {...(code !== undefined && { code })} />}
      </h2>
      {code !== undefined && meaningOf(code) !== undefined && <p>{meaningOf(code)}</p>}
      {deadLetter !== undefined && (
        <p>
          <a href={letterView(deadLetter)}>Its dead letter: why it failed, and its replays</a>
        </p>
      )}
      <Facts
        facts={[
          idFact('Click id', clickId),
          idFact('User', userId, userId && viewOf({ userId })),
          idFact('Idempotency key', idempotencyKey),
          idFact('Trace id', traceId, traceId && viewOf({ traceId })),
          idFact('Batch id', batchId),
        ]}
      />
    </section>
  );
}

function WhyNoRow({ click }: { readonly click: FoundClick }) {
  const { status } = click;
  if (status === 'queued') return <>That is right: it waits for a worker.</>;
  if (status === 'archived' || status === 'erased') return <>Rows of archived and erased clicks are elsewhere, or gone.</>;
  const missing = findMissingRow(click);
  if (!missing) return <>Not everything that may know of it has answered, or its time in the logs is over.</>;
  return (
    <>
      <StateBadge state="bad" word="Row missing" /> A worker posted it{missing.postedAt === null ? '' : ' at '}
      {missing.postedAt !== null && <When at={missing.postedAt} />}, and no row of it is left: somebody removed it, or MongoDB lost it.{' '}
      <a href="/console/runbooks/MiningConservationBroken">What to do</a>
    </>
  );
}

function LedgerEntry({ click }: { readonly click: FoundClick }) {
  const { ledger } = click;
  return (
    <section class="card stack" aria-labelledby="ledger">
      <h2 id="ledger">Ledger entry</h2>
      {ledger ? (
        <Facts facts={Object.entries(ledger).map(([term, value]) => ({ term, value: <Datum value={value} /> }) satisfies Fact)} />
      ) : (
        <Empty title="The ledger has no row of it">
          <WhyNoRow click={click} />
        </Empty>
      )}
    </section>
  );
}

function Datum({ value }: { readonly value: unknown }) {
  const time = timeOf(value);
  return time === undefined ? <code>{formatValue(value)}</code> : <When at={time} isExact />;
}
