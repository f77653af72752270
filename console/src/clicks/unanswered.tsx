import { StateBadge } from '../components/index.ts';

/** The parts that did not answer, so that nobody takes what is missing for what is not. */
export function Unanswered({ problems }: { readonly problems: readonly string[] }) {
  if (problems.length === 0) return null;
  return (
    <section class="card stack" role="status" aria-label="Parts that did not answer">
      <p>
        <StateBadge state="warning" word="Incomplete" /> Not every part answered; what they know is missing here:
      </p>
      <ul>
        {problems.map((problem) => (
          <li key={problem}>{problem}</li>
        ))}
      </ul>
    </section>
  );
}
