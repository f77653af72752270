import type { LetterAnswer } from '../../../src/http/routes/admin-schemas.ts';
import { viewOf } from '../clicks/addresses.ts';
import { meaningOf } from '../clicks/codes.ts';
import { RepairAccount } from '../clicks/repair-account.tsx';
import { tellsOfAccount } from '../clicks/repair-command.ts';
import { Facts, idFact } from '../components/facts.tsx';
import { Ago, Empty, StateBadge, Table, When } from '../components/index.ts';
import { formatValue } from '../format/value.ts';

/** Why it failed, what it was, and each try to replay it. */
export function LetterCard({ letter, onReplay }: { readonly letter: LetterAnswer; readonly onReplay: () => void }) {
  return (
    <>
      <Failure letter={letter} onReplay={onReplay} />
      <Payload payload={letter.payload} />
      <Replays replays={letter.replays} />
    </>
  );
}

function Failure({ letter: { id, state, code, message, attempts, firstAt, lastAt, traceId, payload }, onReplay }: { readonly letter: LetterAnswer; readonly onReplay: () => void }) {
  return (
    <section class="card stack" aria-labelledby="failure">
      <h2 id="failure" class="row">
        {code} <StateBadge state={state === 'open' ? 'bad' : 'good'} word={state} />
      </h2>
      {meaningOf(code) !== undefined && <p>{meaningOf(code)}</p>}
      <Facts
        facts={[
          idFact('Id', id, payload && viewOf({ clickId: payload.clickId })),
          { term: 'Message', value: <code>{message}</code>, copied: message },
          { term: 'First failed', value: <span><When at={Date.parse(firstAt)} />, <Ago at={Date.parse(firstAt)} /></span> },
          { term: 'Last failed', value: <span><When at={Date.parse(lastAt)} />, <Ago at={Date.parse(lastAt)} /></span> },
          { term: 'Tries', value: String(attempts) },
          idFact('Trace id', traceId, traceId && viewOf({ traceId })),
        ]}
      />
      {state === 'open' && payload && tellsOfAccount(message) && <RepairAccount userId={payload.userId} />}
      <p class="row">
        <button type="button" class="primary" disabled={state !== 'open'} onClick={onReplay}>
          Replay …
        </button>
        <span class="hint">{state === 'open' ? 'A dry run comes first.' : 'It was replayed, and is credited once at most.'}</span>
        {payload && <a href={viewOf({ clickId: payload.clickId })}>The click, its timeline and its log lines</a>}
      </p>
    </section>
  );
}

function Payload({ payload }: { readonly payload: LetterAnswer['payload'] | undefined }) {
  return (
    <section class="card stack" aria-labelledby="payload">
      <h2 id="payload">The click as it was accepted</h2>
      {payload ? (
        <Facts
          facts={[
            idFact('User', payload.userId, viewOf({ userId: payload.userId })),
            idFact('Idempotency key', payload.idempotencyKey, viewOf({ userId: payload.userId, idempotencyKey: payload.idempotencyKey })),
            { term: 'Accepted', value: <When at={payload.acceptedAt} /> },
            { term: 'Payload', value: <pre>{formatValue(payload)}</pre>, copied: formatValue(payload) },
          ]}
        />
      ) : (
        <Empty title="It holds no click">Its batch lost its clicks. Find which they were by the journal of the sender, or by the log lines of the batch.</Empty>
      )}
    </section>
  );
}

function Replays({ replays }: Pick<LetterAnswer, 'replays'>) {
  return (
    <section class="stack" aria-labelledby="replays">
      <h2 id="replays">Replays</h2>
      {replays.length === 0 ? (
        <Empty title="Nobody has replayed it yet" />
      ) : (
        <Table
          caption="Tries to replay it, the oldest first"
          isCaptionHidden
          rows={replays}
          keyOf={({ at, by }) => `${at} ${by}`}
          columns={[
            { title: 'When', isHeader: true, cell: ({ at }) => <When at={Date.parse(at)} /> },
            { title: 'Who', cell: ({ by, via }) => `${by}${via === 'command' ? ', by a command' : ''}` },
            { title: 'Result', cell: ({ result }) => <StateBadge state={result === 'credited' ? 'good' : result === 'rejected' ? 'warning' : 'bad'} word={result} /> },
            { title: 'What that means', cell: ({ amount, balance, code, message }) => (amount === undefined ? [code, message].filter(Boolean).join(': ') : `${amount} units, balance ${balance ?? 0}`) },
          ]}
        />
      )}
    </section>
  );
}
