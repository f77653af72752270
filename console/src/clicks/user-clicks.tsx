import { useCallback } from 'preact/hooks';
import type { UserClick, UserClicks as Clicks } from '../../../src/console/found.ts';
import { ask } from '../api/ask.ts';
import { Facts, idFact } from '../components/facts.tsx';
import { CopyButton, Empty, LiveProblem, Loading, Pager, StateBadge, Table, When, type Column } from '../components/index.ts';
import { useLive } from '../hooks/use-live.ts';
import { useQuery } from '../hooks/use-query.ts';
import { userAddress, viewOf } from './addresses.ts';
import { ClickStatus } from './click-status.tsx';
import { RepairAccount } from './repair-account.tsx';

const PAGE = 50;
const EVERY_MS = 5_000;

const COLUMNS: readonly Column<UserClick>[] = [
  { title: 'Accepted', cell: ({ acceptedAt }) => <When at={acceptedAt} /> },
  { title: 'Status', cell: ClickStatus },
  { title: 'Amount', isNumber: true, cell: ({ amount }) => amount },
  { title: 'Click, and its idempotency key', isHeader: true, cell: (click) => <Ids click={click} /> },
];

/** A user's account and clicks, the newest first. */
export function UserClicks({ userId }: { readonly userId: string }) {
  const { query, change } = useQuery();
  const cursor = query['cursor'];
  const address = userAddress(userId, PAGE, cursor);
  const load = useCallback((signal: AbortSignal) => ask<Clicks>(address, { signal }), [address]);
  const live = useLive(load, cursor === undefined ? EVERY_MS : 0, address);
  const { value, problem } = live;
  if (!value) return problem ? <LiveProblem live={live} /> : <Loading what="the user's clicks" isTall />;
  return (
    <>
      <LiveProblem live={live} />
      <Account clicks={value} />
      {value.clicks.length > 0 ? (
        <Table caption="Clicks, the newest first" rows={value.clicks} columns={COLUMNS} keyOf={({ clickId }) => clickId} />
      ) : (
        <Empty title="The ledger has no click of this user">Check how the name is written: it is the subject of the user's token, with capitals as they are. Clicks that wait in the queue are found by their idempotency key.</Empty>
      )}
      <Pager label="clicks" isFirst={cursor === undefined} hasNext={value.next !== undefined} onFirst={() => change({ cursor: null })} onNext={() => change({ cursor: value.next ?? null })} />
    </>
  );
}

function Account({ clicks: { userId, account } }: { readonly clicks: Clicks }) {
  return (
    <section class="card stack" aria-labelledby="account">
      <h2 id="account">Account</h2>
      <Facts
        facts={[
          idFact('User', userId),
          { term: 'Balance', value: sayBalance(account, userId) },
          account && { term: 'State', value: account.suspended ? <StateBadge state="warning" word="Suspended" /> : <StateBadge state="good" word="Active" /> },
        ]}
      />
    </section>
  );
}

function sayBalance(account: Clicks['account'], userId: string) {
  if (!account) return 'No click of this user was credited';
  if (account.balance !== null) return `${account.balance} units`;
  return (
    <div class="stack">
      <span>
        <StateBadge state="bad" word="No number" /> MongoDB refuses every click of this user.
      </span>
      <RepairAccount userId={userId} />
    </div>
  );
}

function Ids({ click: { clickId, idempotencyKey } }: { readonly click: UserClick }) {
  return (
    <span class="ids">
      <Id id={clickId} label="click id" href={viewOf({ clickId })} />
      {idempotencyKey !== undefined && <Id id={idempotencyKey} label="idempotency key" />}
    </span>
  );
}

function Id({ id, label, href }: { readonly id: string; readonly label: string; readonly href?: string }) {
  return (
    <span class="id">
      {href === undefined ? <code>{id}</code> : <a href={href}><code>{id}</code></a>} <CopyButton text={id} label={label} />
    </span>
  );
}
