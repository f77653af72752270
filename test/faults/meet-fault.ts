import { expect, onTestFinished } from 'vitest';
import { RECEIVER_OF } from '../../observability/alertmanager/routes.js';
import { LOCAL_LINKS } from '../../observability/config.js';
import { readExploreLink } from '../../observability/log-queries/read-link.js';
import type { Measurement } from './detection-times.js';
import type { Fault } from './faults.js';
import type { FaultStack } from './stack.js';

/** Makes a fault, waits for its alert and for its symptoms to be kept back, repairs it, and waits for the end. */
export async function meetFault(stack: FaultStack, { title, alert, severity, symptoms, make }: Fault): Promise<Measurement> {
  await stack.untilQuiet([alert, ...symptoms]);
  const madeAt = performance.now();
  const repair = await make(stack);
  let repairing: Promise<void> | undefined;
  const repairOnce = () => (repairing ??= repair());
  // The next fault must not suffer from this one.
  onTestFinished(repairOnce);
  const told = await stack.webhook.until('firing', alert, madeAt);
  expect(told).toMatchObject({
    receiver: RECEIVER_OF[severity],
    alert: {
      labels: { severity },
      annotations: {
        runbook_url: `${LOCAL_LINKS.runbooks}/${alert}`,
        dashboard_url: expect.stringMatching(new RegExp(`^${LOCAL_LINKS.dashboards}/mining-click-`)),
      },
    },
  });
  expect(readExploreLink(told.alert.annotations['logs_url'] ?? '').range.from).toMatch(/^\d{13}$/);
  for (const symptom of symptoms) await stack.untilInhibited(symptom);
  const repairedAt = performance.now();
  await repairOnce();
  const ended = await stack.webhook.until('resolved', alert, repairedAt);
  return { title, alert, detectedMs: told.at - madeAt, resolvedMs: ended.at - repairedAt };
}
