import { runAudit } from '../../src/cli/audit/run-audit.js';
import type { AdmissionRequest } from '../../src/admission/admission.js';
import type { Journal } from '../../src/ledger/audit.js';
import { createMongoAuditReader } from '../../src/ledger/mongo-audit-reader.js';
import { createBatchLister } from '../../src/queue/redis-batch-list.js';
import type { Pipeline } from './pipeline.js';

export const NOTHING_WRONG = { duplicated: 0, phantom: 0, drift: 0 };

/** Every click was acknowledged; their users sent nothing else. */
function journalOf(requests: readonly AdmissionRequest[]): Journal {
  const clicks = requests.map(({ click }) => ({ userId: click.userId, key: click.idempotencyKey, clickId: click.clickId, knowledge: 'acknowledged' as const }));
  return { clicks, ownUsers: new Map(clicks.map(({ userId }) => [userId, {}])) };
}

/** Audits clicks that were all acknowledged, and names those that are lost. */
export async function auditPipeline(pipeline: Pipeline, requests: readonly AdmissionRequest[]) {
  const { counts, findings } = await runAudit(journalOf(requests), 0, {
    readQueue: createBatchLister(pipeline.redis, pipeline.keys),
    readLedger: createMongoAuditReader(pipeline.client, pipeline.db.databaseName),
    pause: () => Promise.resolve(),
    clock: () => performance.now(),
    onWaiting: () => undefined,
  });
  const lost = findings.filter(({ kind }) => kind === 'lost').map(({ what }) => what.split(' ')[0] ?? '');
  return { ...counts, lostIds: new Set(lost) };
}
