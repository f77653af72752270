import type { Health, PartHealth } from '../../../src/console/measured.ts';
import { Empty, Loading } from '../components/empty.tsx';
import { ProblemBox } from '../components/problem-box.tsx';
import { StateBadge, type State } from '../components/state-badge.tsx';
import type { Live } from '../hooks/use-live.ts';
import { nameOfPart } from '../pipeline/judge.ts';
import { hrefOfPart } from '../pipeline/links.ts';

const STATES: Record<PartHealth['state'], State> = { up: 'good', down: 'bad', unknown: 'unknown' };
const WORDS: Record<PartHealth['state'], string> = { up: 'Up', down: 'Down', unknown: 'Not known' };

/** Every part, whether it is up, and how that is known. */
export function PartsList({ health }: { readonly health: Live<Health> }) {
  if (health.value === undefined) return health.problem ? <ProblemBox problem={health.problem} onRetry={health.reload} /> : <Loading what="the state of the parts" />;
  // What is down stands where it is seen.
  const parts = [...health.value.parts].sort((a, b) => Number(b.state === 'down') - Number(a.state === 'down'));
  if (parts.length === 0) return <Empty title="The API names no parts." />;
  return (
    <ul class="parts">
      {parts.map((part) => (
        <li key={`${part.name} ${part.instance ?? ''}`} class="card part">
          <div class="part-head">
            <span class="part-name">{nameOfPart(part)}</span>
            <StateBadge state={health.isStale ? 'unknown' : STATES[part.state]} word={health.isStale ? `Was ${WORDS[part.state].toLowerCase()}` : WORDS[part.state]} />
          </div>
          {part.instance !== undefined && <p class="mono soft">{part.instance}</p>}
          <p class="soft">{part.detail}</p>
          {part.state === 'down' && <a href={hrefOfPart(part)}>Runbook</a>}
        </li>
      ))}
    </ul>
  );
}
