import type { FoundClick } from '../../../src/console/found.ts';
import { StateBadge, type State } from '../components/index.ts';

const STATES: Readonly<Record<FoundClick['status'], State>> = { queued: 'info', credited: 'good', rejected: 'warning', failed: 'bad', archived: 'unknown', erased: 'unknown', unknown: 'unknown' };

/** Where a click is, and with which code it ended. */
export function ClickStatus({ status, code }: Pick<FoundClick, 'status' | 'code'>) {
  return <StateBadge state={STATES[status] ?? 'unknown'} word={code === undefined ? status : `${status}: ${code}`} />;
}
