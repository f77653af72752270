import type { ConsoleFacts } from '../../../src/console/measured.ts';
import { StateBadge } from '../components/state-badge.tsx';
import { isBelowPromise } from '../pipeline/judge.ts';
import { hrefOfRunbook } from '../pipeline/links.ts';

const SURVIVES: Record<ConsoleFacts['durability']['real'], string> = {
  replicated: 'Accepted clicks survive a crash, a loss of power and the loss of the Redis node.',
  safe: 'Accepted clicks survive a crash of any process and a loss of power.',
  fast: 'Accepted clicks survive a crash of any process; a loss of power may take the last second of them.',
  none: 'Accepted clicks are lost when Redis ends: it keeps no append-only file, or one that it does not flush.',
  unknown: 'Redis has not been asked, or did not tell how it writes.',
};

/** How safely accepted clicks are kept: what was promised, and what is true now. */
export function DurabilityCard({ facts, isStale }: { readonly facts: ConsoleFacts; readonly isStale: boolean }) {
  const { promised, real } = facts.durability;
  const isBelow = isBelowPromise(facts);
  const state = isStale || real === 'unknown' ? 'unknown' : isBelow ? 'warning' : 'good';
  return (
    <section class="card durability" aria-label="Durability">
      <div class="figure-head">
        <h3>Durability</h3>
        <StateBadge state={state} word={isStale ? 'Old' : real === 'unknown' ? 'Not known' : isBelow ? 'Below its promise' : 'As promised'} />
      </div>
      <p>
        Promised: <strong>{promised}</strong>. Now: <strong>{real}</strong>.
      </p>
      <p class="soft">{SURVIVES[real]}</p>
      {isBelow && (
        <p>
          What to do: <a href={hrefOfRunbook('MiningDurabilityDegraded')}>runbook of MiningDurabilityDegraded</a>.
        </p>
      )}
    </section>
  );
}
