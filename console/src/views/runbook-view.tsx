import { askRunbook, askRunbooks } from '../api/measured.ts';
import { Empty, Loading } from '../components/empty.tsx';
import { ProblemBox } from '../components/problem-box.tsx';
import { View } from '../components/view.tsx';
import { useLive } from '../hooks/use-live.ts';
import { RunbookPage } from '../runbooks/runbook-page.tsx';
import '../runbooks/runbook.css';

/** The runbook of an alert, or the list of all. @param item the name in the address */
export default function RunbookView({ item }: { readonly item?: string }) {
  return item === undefined ? <RunbookNames /> : <OneRunbook name={item} />;
}

function OneRunbook({ name }: { readonly name: string }) {
  const { value, problem, reload } = useLive((signal) => askRunbook(name, signal), 0, name);
  return (
    <View title={`Runbook: ${name}`} aside={<a href="/console/runbooks">All runbooks</a>}>
      {value !== undefined && <RunbookPage markdown={withoutTitle(value)} />}
      {value === undefined && problem?.status === 404 && (
        <Empty title={`There is no runbook ${name}.`}>
          <a href="/console/runbooks">See which there are.</a>
        </Empty>
      )}
      {value === undefined && problem && problem.status !== 404 && <ProblemBox problem={problem} onRetry={reload} />}
      {value === undefined && !problem && <Loading what="the runbook" isTall />}
    </View>
  );
}

/** The view has it as its own. */
const withoutTitle = (markdown: string): string => markdown.replace(/^# .*\n+/, '');

function RunbookNames() {
  const { value, problem, reload } = useLive(askRunbooks, 0);
  return (
    <View title="Runbooks">
      {problem && <ProblemBox problem={problem} onRetry={reload} />}
      {value === undefined && !problem && <Loading what="the runbooks" isTall />}
      {value?.runbooks.length === 0 && <Empty title="There are no runbooks here.">They are part of the package, in observability/runbooks.</Empty>}
      <ul class="runbook-names">
        {value?.runbooks.map((name) => (
          <li key={name}>
            <a href={`/console/runbooks/${encodeURIComponent(name)}`}>{name}</a>
          </li>
        ))}
      </ul>
    </View>
  );
}
