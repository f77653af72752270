import { useCallback, useState } from 'preact/hooks';
import type { Pause, QueueAct, QueueState } from '../../../src/console/found.ts';
import { ask, type Problem } from '../api/ask.ts';
import { newestEntry, Recorded, type DoneAct } from '../audit/recorded.tsx';
import { Ago, ConfirmDialog, Duration, LiveProblem, Loading, StateBadge, Table, View, When } from '../components/index.ts';
import { Facts } from '../components/facts.tsx';
import '../components/filters.css';
import { useLive } from '../hooks/use-live.ts';

const EVERY_MS = 2_000;

/** What BullMQ says of the tickets, each of which announces a batch of clicks. */
const JOBS: Readonly<Record<keyof QueueState['jobs'], string>> = {
  waiting: 'a worker takes them next; of a paused queue, when it is resumed',
  active: 'workers have them in hand',
  delayed: 'wait for their time, or for another attempt',
  prioritized: 'wait in an order of their own',
  completed: 'were finished; BullMQ keeps the latest',
  failed: 'gave up, with nobody to take them again',
};

/** The queue's state, live, and how it is paused and resumed. */
export default function QueueView() {
  const load = useCallback((signal: AbortSignal) => ask<QueueState>('/api/admin/queue', { signal }), []);
  const live = useLive(load, EVERY_MS);
  const { value, problem, reload } = live;
  const [done, setDone] = useState<DoneAct>();
  return (
    <View title="Queue">
      <LiveProblem live={live} />
      {!value && !problem && <Loading what="the queue" isTall />}
      {value && <Queue queue={value} onDone={(done) => (setDone(done), reload())} />}
      {done && <Recorded done={done} />}
      {value && <Jobs jobs={value.jobs} />}
    </View>
  );
}

function Queue({ queue, onDone }: { readonly queue: QueueState; readonly onDone: (done: DoneAct) => void }) {
  return (
    <section class="card stack" aria-labelledby="queue-state">
      <h2 id="queue-state">
        <code>{queue.name}</code>
      </h2>
      <Facts
        facts={[
          { term: 'State', value: queue.isPaused ? <StateBadge state="warning" word="Paused" /> : <StateBadge state="good" word="Running" /> },
          queue.pause && { term: 'Since', value: <Since pause={queue.pause} /> },
          queue.pause && { term: 'Paused by', value: <PausedBy pause={queue.pause} /> },
          { term: 'Depth', value: `${queue.depth} clicks that are accepted and not finished` },
          { term: 'Oldest', value: queue.oldestMs === null ? 'Nothing waits' : <span>waits for <Duration ms={queue.oldestMs} /></span> },
        ]}
      />
      <p class="soft">
        {queue.isPaused
          ? 'Clicks are accepted until the queue is full, and no worker takes any: nothing is credited. Resume it when what it was paused for is mended.'
          : 'Pause it while something behind it is repaired: clicks go on being accepted until the queue is full, and none is lost.'}
      </p>
      <SwitchButton isPaused={queue.isPaused} onDone={onDone} />
    </section>
  );
}

function Since({ pause: { at, known } }: { readonly pause: Pause }) {
  return (
    <span>
      <When at={at} />, <Ago at={at} />
      {known !== 'event' && <span class="soft">{known === 'audit trail' ? ', by the audit trail' : ' at the latest: BullMQ does not remember the pause itself'}</span>}
    </span>
  );
}

function PausedBy({ pause: { by, reason, problem } }: { readonly pause: Pause }) {
  if (problem !== undefined) return <>{problem}</>;
  if (by !== undefined) return <>{by}: {reason}</>;
  return <>Not by the console: nobody is recorded. Look for scripts and other tools that pause the queue.</>;
}

function SwitchButton({ isPaused, onDone }: { readonly isPaused: boolean; readonly onDone: (done: DoneAct) => void }) {
  /** What it was when the question was asked. */
  const [asked, setAsked] = useState<'pause' | 'resume'>();
  const act = isPaused ? 'resume' : 'pause';
  const confirm = async (reason: string): Promise<Problem | undefined> => {
    if (asked === undefined) return undefined;
    const before = await newestEntry(ACT_NAMES[asked]);
    const body: QueueAct = { reason };
    const answer = await ask<QueueState>(`/api/admin/queue/${asked}`, { method: 'POST', body });
    if (!answer.ok) return answer.problem;
    onDone({ act: ACT_NAMES[asked], before, said: asked === 'pause' ? 'The queue is paused.' : 'The queue is resumed.' });
    return undefined;
  };
  return (
    <p>
      <button type="button" class={isPaused ? 'primary' : 'danger'} onClick={() => setAsked(act)}>
        {isPaused ? 'Resume the queue …' : 'Pause the queue …'}
      </button>
      <ConfirmDialog
        isOpen={asked !== undefined}
        title={asked === 'resume' ? 'Resume the queue?' : 'Pause the queue?'}
        action={asked === 'resume' ? 'Resume' : 'Pause'}
        asksReason
        isDangerous={asked === 'pause'}
        onConfirm={confirm}
        onClose={() => setAsked(undefined)}
      >
        {asked === 'resume' ? (
          <p>Workers take the clicks that wait, the oldest first.</p>
        ) : (
          <p>Workers finish what they have in hand and take nothing more, on every machine, until somebody resumes the queue. A pause outlives restarts. When the queue is full, clicks are refused with 503.</p>
        )}
      </ConfirmDialog>
    </p>
  );
}

const ACT_NAMES = { pause: 'pause-queue', resume: 'resume-queue' } as const;

function Jobs({ jobs }: Pick<QueueState, 'jobs'>) {
  const rows = (Object.keys(JOBS) as (keyof typeof JOBS)[]).map((state) => ({ state, count: jobs[state] }));
  return (
    <Table
      caption="Tickets, which announce batches of up to 100 clicks, by BullMQ's state"
      rows={rows}
      keyOf={({ state }) => state}
      columns={[
        { title: 'State', isHeader: true, cell: ({ state }) => state },
        { title: 'Tickets', isNumber: true, cell: ({ count }) => count },
        { title: 'What they do', cell: ({ state }) => JOBS[state] },
      ]}
    />
  );
}
