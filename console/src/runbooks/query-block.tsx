import { useState } from 'preact/hooks';
import type { RunbookAnswer } from '../../../src/console/measured.ts';
import type { Answer } from '../api/ask.ts';
import { askRunbookQuery } from '../api/measured.ts';
import { CopyButton } from '../components/copy-button.tsx';
import { ProblemBox } from '../components/problem-box.tsx';
import { QueryResult } from './query-result.tsx';

export type QueryBlockProps = { readonly runbook: string; readonly number: number; readonly code: string };

/** A query of a runbook, which can be copied, or run: what Prometheus says now stands below it. */
export function QueryBlock({ runbook, number, code }: QueryBlockProps) {
  const [answer, setAnswer] = useState<Answer<RunbookAnswer>>();
  const [isAsking, setAsking] = useState(false);
  const run = async () => {
    setAsking(true);
    setAnswer(await askRunbookQuery({ name: runbook, number }));
    setAsking(false);
  };
  return (
    <div class="runbook-code">
      <div class="runbook-bar">
        <span class="soft">Query</span>
        <span class="row">
          <button type="button" class="copy" disabled={isAsking} aria-label={`Run ${code}`} onClick={() => void run()}>
            {answer === undefined ? 'Run' : 'Run again'}
          </button>
          <CopyButton text={code} label={code} />
        </span>
      </div>
      <pre tabIndex={0}>
        <code>{code}</code>
      </pre>
      <div class="runbook-answer" aria-live="polite">
        {answer?.ok === true && <QueryResult answer={answer.value} asked={code} />}
        {answer?.ok === false && <ProblemBox problem={answer.problem} onRetry={() => void run()} />}
      </div>
    </div>
  );
}
