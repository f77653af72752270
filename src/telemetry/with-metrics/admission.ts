import type { Admission, AdmissionResult } from '../../admission/admission.js';
import type { ReadLimiter } from '../../admission/read-limiter.js';
import type { RefusalReason } from '../label-values.js';
import type { Metrics } from '../registry.js';

export type AdmissionMetrics = Pick<Metrics<'api'>, 'clickRefusals'>;

/** Counts every click that was not admitted. Another body under a known key is a fault of the request, no refusal. */
export function withAdmissionMetrics(admission: Admission, { clickRefusals }: AdmissionMetrics): Admission {
  const count = (result: AdmissionResult): void => {
    const reason = reasonOf(result);
    if (reason !== undefined) clickRefusals.add(1, { reason });
  };
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
    close: admission.close,
    open: admission.open,
  };
}

/** Counts every replay and every read that its user's bucket did not allow. */
export function withReadLimiterMetrics(limiter: ReadLimiter, { clickRefusals }: AdmissionMetrics): ReadLimiter {
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
