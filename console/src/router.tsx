import { ErrorBoundary, lazy, Route, Router } from 'preact-iso';
import { useEffect, useState } from 'preact/hooks';
import { ProblemBox } from './components/problem-box.tsx';
import { focusHeading } from './layout/use-kept-focus.ts';
import NotFoundView from './views/not-found-view.tsx';

/** When the first view has what it asked for. */
const PRELOAD_AFTER_MS = 2_000;

const Overview = lazy(() => import('./views/overview-view.tsx'));
const Dashboards = lazy(() => import('./dashboards/dashboards-view.tsx'));
const Clicks = lazy(() => import('./views/clicks-view.tsx'));
const Failed = lazy(() => import('./views/failed-view.tsx'));
const FailedItem = lazy(() => import('./views/failed-item-view.tsx'));
const Queue = lazy(() => import('./views/queue-view.tsx'));
const Audit = lazy(() => import('./views/audit-view.tsx'));
const Alerts = lazy(() => import('./views/alerts-view.tsx'));
const Runbook = lazy(() => import('./views/runbook-view.tsx'));

/** Also for when the API does not answer: then a view that was never opened could not be loaded any more. */
function usePreloadedViews(): void {
  useEffect(() => {
    const preload = () => [Overview, Dashboards, Clicks, Failed, FailedItem, Queue, Audit, Alerts, Runbook].forEach((view) => void view.preload().catch(() => undefined));
    const timer = setTimeout(preload, PRELOAD_AFTER_MS);
    return () => clearTimeout(timer);
  }, []);
}

/** What stands in the navigation, in this order. */
export const NAVIGATION = [
  { path: '/console/', title: 'Overview' },
  { path: '/console/dashboards', title: 'Dashboards' },
  { path: '/console/clicks', title: 'Find a click' },
  { path: '/console/failed', title: 'Failed clicks' },
  { path: '/console/queue', title: 'Queue' },
  { path: '/console/alerts', title: 'Alerts' },
  { path: '/console/runbooks', title: 'Runbooks' },
  { path: '/console/audit', title: 'Audit trail' },
] as const;

/** Each view is a module of its own, loaded when it is opened. `item` of an address is a parameter of the route. */
export function Views() {
  usePreloadedViews();
  const [fault, setFault] = useState<Error>();
  if (fault) return <LoadFault />;
  return (
    <ErrorBoundary onError={setFault}>
      <Router onRouteChange={focusHeading}>
        <Route path="/console" component={Overview} />
        <Route path="/console/dashboards" component={Dashboards} />
        <Route path="/console/dashboards/:item" component={Dashboards} />
        <Route path="/console/clicks" component={Clicks} />
        <Route path="/console/failed" component={Failed} />
        <Route path="/console/failed/:item" component={FailedItem} />
        <Route path="/console/queue" component={Queue} />
        <Route path="/console/audit" component={Audit} />
        <Route path="/console/alerts" component={Alerts} />
        <Route path="/console/runbooks" component={Runbook} />
        <Route path="/console/runbooks/:item" component={Runbook} />
        <Route default component={NotFoundView} />
      </Router>
    </ErrorBoundary>
  );
}

function LoadFault() {
  return <ProblemBox problem={{ name: 'view-fault', title: 'This view could not be shown', detail: 'The API may have been updated since the page was opened: reload the page, and sign in again.' }} onRetry={() => location.reload()} />;
}
