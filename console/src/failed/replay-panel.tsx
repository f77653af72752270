import { useState } from 'preact/hooks';
import { Recorded } from '../audit/recorded.tsx';
import { ConfirmDialog, Duration, ProblemBox } from '../components/index.ts';
import { countResults, type ReplayProgress } from './replay-steps.ts';
import { Counts, Results } from './results.tsx';
import type { Replay, ReplayState } from './use-replay.ts';
import './failed.css';

/** Letters that the API replays a second. */
const RATE = 10;

/** A replay from its dry run to its results. */
export function ReplayPanel({ state, replay, stop, close }: Replay) {
  if (!state) return null;
  const isRunning = [state.dryRun?.state, state.replay?.state].includes('running') || !state.collected.isDone;
  return (
    <section class="card stack replay" aria-labelledby="replay">
      <div class="row row-spread">
        <h2 id="replay">Replay</h2>
        <button type="button" onClick={isRunning ? stop : close}>
          {isRunning ? 'Stop' : 'Close'}
        </button>
      </div>
      {state.replay ? <Ended progress={state.replay} before={state.before} onGoOn={replay} /> : <Prepared state={state} onReplay={replay} />}
    </section>
  );
}

function Prepared({ state, onReplay }: { readonly state: ReplayState; readonly onReplay: () => void }) {
  const { collected, dryRun, worth } = state;
  if (collected.problem) return <ProblemBox problem={collected.problem} />;
  if (!dryRun) return <Bar label={collected.isDone ? 'Stopped before the dry run; nothing was changed.' : 'Step 1 of 3: finding the letters'} done={collected.found} total={collected.of} />;
  return (
    <>
      <Bar label={dryRun.state === 'running' ? 'Step 2 of 3: dry run, which changes nothing' : 'The dry run is over; nothing was changed. As things are now, a replay would come to:'} done={dryRun.results.length} total={dryRun.total} />
      <Counts results={dryRun.results} />
      {dryRun.problem && <ProblemBox problem={dryRun.problem} />}
      {dryRun.state !== 'running' && <Question progress={dryRun} worth={worth} onReplay={onReplay} />}
      {dryRun.results.length > 0 && <Results key="dry" caption="What a replay would come to" results={dryRun.results} />}
    </>
  );
}

function Question({ progress, worth, onReplay }: { readonly progress: ReplayProgress; readonly worth: ReplayState['worth']; readonly onReplay: () => void }) {
  const [isAsked, setAsked] = useState(false);
  const failing = progress.results.filter(({ result }) => result === 'failed').length;
  if (worth.length === 0) return <p>{failing > 0 ? 'Each would fail again: mend what the messages tell of, then try anew.' : 'There is nothing to replay.'}</p>;
  return (
    <div class="row">
      <button type="button" class="primary" onClick={() => setAsked(true)}>
        Replay {nameCount(worth.length)} …
      </button>
      <span class="soft">
        {failing > 0 && `${nameCount(failing)} would fail again and ${failing === 1 ? 'is' : 'are'} left alone until the cause is mended. `}
        {progress.results.length < progress.total && 'Those that the dry run did not come to are left alone.'}
      </span>
      <ConfirmDialog
        isOpen={isAsked}
        title={`Replay ${nameCount(worth.length)}?`}
        action="Replay"
        onConfirm={() => (onReplay(), Promise.resolve(undefined))}
        onClose={() => setAsked(false)}
      >
        <p>The reward policy decides each anew, with the accounts as they are now. A click is credited once at most, whatever is repeated; what is credited cannot be taken back.</p>
        <p>
          It takes about <Duration ms={(worth.length / RATE) * 1000} />, {RATE} a second, in steps of 25, and can be stopped after each. Leaving the view stops it too.
        </p>
        <p>Each step is written into the audit trail.</p>
      </ConfirmDialog>
    </div>
  );
}

function Ended({ progress, before, onGoOn }: { readonly progress: ReplayProgress; readonly before: string | undefined; readonly onGoOn: () => void }) {
  const { state, results, total, problem } = progress;
  const left = total - results.length;
  return (
    <>
      <Bar label={state === 'running' ? 'Step 3 of 3: replaying' : SAID[state]} done={results.length} total={total} />
      <Counts results={results} />
      {problem && <ProblemBox problem={problem} />}
      {state !== 'running' && left > 0 && (
        <p class="row">
          <button type="button" class="primary" onClick={onGoOn}>
            Go on with the other {left}
          </button>
          <span class="soft">They were left as they were.</span>
        </p>
      )}
      {state !== 'running' && results.length > 0 && <Recorded key={results.length} done={{ act: 'replay-dead-letters', before, said: `Replayed ${nameCount(results.length)}: ${sayCounts(progress)}.` }} />}
      {results.length > 0 && <Results key="done" caption="What came of each" results={results} />}
    </>
  );
}

const SAID = { done: 'Done', stopped: 'Stopped', failed: 'It could not go on' } as const;

function Bar({ label, done, total }: { readonly label: string; readonly done: number; readonly total: number }) {
  return (
    <div class="bar">
      <p id="replay-bar">{label}</p>
      <progress aria-labelledby="replay-bar" max={Math.max(1, total)} value={done} />
      <p class="bar-figure">
        {done} of {total}
      </p>
    </div>
  );
}

const nameCount = (count: number): string => (count === 1 ? '1 click' : `${count} clicks`);
const sayCounts = ({ results }: ReplayProgress): string => countResults(results).map(([result, count]) => `${count} ${result}`).join(', ');
