import type { Admission, AdmissionResult } from '../../admission/admission.js';
import type { ReadLimiter } from '../../admission/read-limiter.js';
import type { RefusalReason } from '../label-values.js';
import type { Metrics } from '../registry.js';

export type AdmissionMetrics = Pick<Metrics<'api'>, 'clickRefusals' | 'admissionClosed'>;

/** For these the process itself closes the admission; the third is what Redis is found to be. */
const OWN_REASONS = ['draining', 'memory-guard'] as const;

/**
 * Counts every click that was not admitted, and shows why none is. Another body under a known key is a fault of the
 * request, no refusal.
 */
export function withAdmissionMetrics(admission: Admission, { clickRefusals, admissionClosed }: AdmissionMetrics): Admission {
  const count = (result: AdmissionResult): void => {
    const reason = reasonOf(result);
    if (reason !== undefined) clickRefusals.add(1, { reason });
  };
  for (const reason of OWN_REASONS) admissionClosed.set(0, { reason });
  return {
    // Beside the answer, not in its way: waiting for the result here would add a promise to every click.
    admit: (request) => {
      const result = admission.admit(request);
      result.then(count, () => undefined);
      return result;
    },
    admitAll: async (requests) => {
      const results = await admission.admitAll(requests);
      results.forEach(count);
      return results;
    },
    close: (reason) => {
      admission.close(reason);
      admissionClosed.set(1, { reason });
    },
    open: (reason) => {
      admission.open(reason);
      admissionClosed.set(0, { reason });
    },
  };
}

/** Counts every replay and every read that its user's bucket did not allow. */
export function withReadLimiterMetrics(limiter: ReadLimiter, { clickRefusals }: Pick<AdmissionMetrics, 'clickRefusals'>): ReadLimiter {
  return {
    limit: limiter.limit,
    take: async (userId, wanted) => {
      const allowance = await limiter.take(userId, wanted);
      if (allowance.taken < wanted) clickRefusals.add(wanted - allowance.taken, { reason: 'read-limit' });
      return allowance;
    },
  };
}

function reasonOf(result: AdmissionResult): RefusalReason | undefined {
  switch (result.kind) {
    case 'limited':
      return `${result.bucket}-limit`;
    case 'full':
      return 'queue-full';
    case 'closed':
      return result.reason;
    case 'unavailable':
      return 'redis-unavailable';
    case 'accepted':
    case 'replayed':
    case 'mismatched':
      return undefined;
  }
}
