import { divide } from '../../promql/promql.js';
import { RECORDED } from '../../recording-rules/recording-rules.js';
import type { Objective } from '../../slos/objectives.js';
import { budgetRemaining, errorRatio, type SloWindow } from '../../slos/slo-rules.js';

/** How many times as fast as allowed the budget of an objective is spent. */
export function burnRate({ slo, target }: Objective, window: SloWindow) {
  return divide(errorRatio(window, slo), Number((1 - target).toPrecision(6)));
}

/** Read from recorded series, which answer for weeks as quickly as for minutes. */
export const OBJECTIVE_QUERIES = {
  budgets: budgetRemaining(),
  errorRatios: errorRatio('1h'),
  budgetOf: ({ slo }: Objective) => budgetRemaining(slo),
  requestsByStatus: RECORDED.requestsByStatus.series(),
  failuresByCode: RECORDED.failuresByCode.series(),
  refusedShareByReason: RECORDED.refusedShareByReason.series(),
  successRatio: RECORDED.successRatio.series(),
  clickLatencyByClass: RECORDED.clickLatencyByClass.series(),
  redisLatency: RECORDED.redisLatency.series(),
  ledgerLatency: RECORDED.ledgerLatency.series(),
} as const;
