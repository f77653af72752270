import type { Admission, AdmissionResult } from '../../admission/admission.js';
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
    close: admission.close,
    open: admission.open,
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
