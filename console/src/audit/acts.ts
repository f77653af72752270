import type { AuditedAct, AuditEntry } from '../../../src/ledger/audit-trail.ts';
import type { State } from '../components/state-badge.tsx';

/** What each act is called. */
export const ACTS: Readonly<Record<AuditedAct, string>> = {
  'replay-dead-letters': 'Replay of failed clicks',
  'reopen-admission': 'Reopening of admission',
  'archive-clicks': 'Archiving of clicks',
  'erase-user': 'Erasure of a user',
  'repair-account': 'Repair of an account',
  'restore-backup': 'Restoring of a backup',
  'pause-queue': 'Pause of the queue',
  'resume-queue': 'Resumption of the queue',
  'silence-alert': 'Silence of an alert',
  'end-silence': 'End of a silence',
};

export const RESULTS: Readonly<Record<AuditEntry['result'], State>> = { begun: 'unknown', done: 'good', stopped: 'warning', failed: 'bad' };
