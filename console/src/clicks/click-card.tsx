import type { FoundClick } from '../../../src/console/found.ts';
import { Facts, idFact, type Fact } from '../components/facts.tsx';
import { Ago, Empty, StateBadge, When } from '../components/index.ts';
import { formatValue, timeOf } from '../format/value.ts';
import { letterView, viewOf } from './addresses.ts';
import { ClickStatus } from './click-status.tsx';
import { meaningOf } from './codes.ts';
import { LogLines } from './log-lines.tsx';
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

function Identity({ click: { clickId, userId, idempotencyKey, traceId, batchId, status, code, deadLetter } }: { readonly click: FoundClick }) {
  return (
    <section class="card stack" aria-labelledby="click">
      <h2 id="click" class="row">
        Click <ClickStatus status={status} {...(code !== undefined && { code })} />
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

/** Why there is no row. A worker that posted it wrote one, so that somebody must have taken it away since. */
function WhyNoRow({ click: { status, timeline, problems } }: { readonly click: FoundClick }) {
  if (status === 'queued') return <>That is right: it waits for a worker.</>;
  if (status === 'archived' || status === 'erased') return <>Rows of archived and erased clicks are elsewhere, or gone.</>;
  const posted = timeline.find(({ what, isFailure }) => what === 'attempt' && isFailure !== true);
  if (posted === undefined || problems.length > 0) return <>Not everything that may know of it has answered, or its time in the logs is over.</>;
  return (
    <>
      <StateBadge state="bad" word="Row missing" /> A worker posted it{posted.at === null ? '' : ' at '}
      {posted.at !== null && <When at={posted.at} />}, and no row of it is left: somebody removed it, or MongoDB lost it.{' '}
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
