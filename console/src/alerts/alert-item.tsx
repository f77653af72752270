import type { ComponentChildren } from 'preact';
import type { Alert } from '../../../src/console/measured.ts';
import { StateBadge, type State } from '../components/state-badge.tsx';
import { Ago, When } from '../components/times.tsx';
import { hrefOfRunbook } from '../pipeline/links.ts';
import { Labels } from './labels.tsx';

const STATES: Readonly<Record<string, State>> = { critical: 'bad', warning: 'warning', none: 'info' };
export const stateOfSeverity = (severity: string): State => STATES[severity] ?? 'info';

/** One alert: what it says, since when, and where it is explained. `children`: what can be done with it. */
export function AlertItem({ alert, children }: { readonly alert: Alert; readonly children?: ComponentChildren }) {
  const { name, severity, summary, description, startsAt, labels, runbook, dashboard, isInhibited } = alert;
  return (
    <li class="card alert">
      <div class="alert-head">
        <StateBadge state={stateOfSeverity(severity)} word={severity} />
        <h3>{name}</h3>
        {isInhibited && <StateBadge state="info" word="explained by another alert" />}
        <span class="soft">
          began <Ago at={startsAt} /> · <When at={startsAt} />
        </span>
      </div>
      <p>{summary}</p>
      {description !== '' && description !== summary && <p class="soft">{description}</p>}
      <Labels labels={labels} />
      <div class="row">
        {runbook !== undefined && <a href={hrefOfRunbook(runbook)}>Runbook</a>}
        {dashboard !== undefined && <a href={`/console/dashboards/${encodeURIComponent(dashboard)}`}>Dashboard</a>}
        {children}
      </div>
    </li>
  );
}
