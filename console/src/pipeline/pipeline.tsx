import { createContext, type ComponentChildren } from 'preact';
import { useLocation } from 'preact-iso';
import { useContext } from 'preact/hooks';
import type { Alerts, ConsoleFacts, Health, Overview } from '../../../src/console/measured.ts';
import type { QueueState } from '../../../src/console/found.ts';
import { askAlerts, askFacts, askHealth, askOverview, askQueue } from '../api/measured.ts';
import { NOTHING_YET } from '../hooks/live.ts';
import { useLive, type Live } from '../hooks/use-live.ts';
import { FIRST_SPAN, SPAN_PARAMETER, spanOf } from './spans.ts';

export type Pipeline = { readonly facts: Live<ConsoleFacts>; readonly health: Live<Health>; readonly alerts: Live<Alerts>; readonly overview: Live<Overview>; readonly queue: Live<QueueState>; /** How far the overview looks back. */ readonly spanId: string };

const EVERY_MS = 5_000;
const NOTHING = { ...NOTHING_YET, reload: () => undefined };
const PipelineContext = createContext<Pipeline>({ facts: NOTHING, health: NOTHING, alerts: NOTHING, overview: NOTHING, queue: NOTHING, spanId: FIRST_SPAN.id });

/** Asks once for all views what more than one of them shows. */
export function PipelineProvider({ children }: { readonly children: ComponentChildren }) {
  const facts = useLive(askFacts, EVERY_MS);
  const health = useLive(askHealth, EVERY_MS);
  const alerts = useLive(askAlerts, EVERY_MS);
  const queue = useLive(askQueue, EVERY_MS);
  const { id, ms } = spanOf(useLocation().query[SPAN_PARAMETER] ?? '');
  const overview = useLive((signal) => askOverview(ms, signal), EVERY_MS, id);
  return <PipelineContext.Provider value={{ facts, health, alerts, overview, queue, spanId: id }}>{children}</PipelineContext.Provider>;
}

/** What the API is, how its parts do, which alerts and figures there are: kept up to date. */
export const usePipeline = () => useContext(PipelineContext);
