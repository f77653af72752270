import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { VariableChoice } from '../../../src/console/measured.ts';
import type { Crosshair } from '../charts/crosshair.ts';
import type { Ground } from '../charts/ground.ts';
import type { Mark } from '../charts/time-series-option.ts';
import type { Dashboard } from './dashboard-json.ts';
import type { Range } from './time-range.ts';

/** What every panel of an open dashboard is given. */
export type DashboardScope = {
  readonly dashboard: Dashboard;
  readonly range: Range;
  readonly choices: VariableChoice;
  readonly ground: Ground;
  readonly marks: readonly Mark[];
  readonly crosshair: Crosshair | undefined;
  readonly zoom: (range: Range) => void;
  readonly openData: (panel: number) => void;
};

const Scope = createContext<DashboardScope | undefined>(undefined);
export const ScopeProvider = Scope.Provider;

export function useScope(): DashboardScope {
  const scope = useContext(Scope);
  if (!scope) throw new Error('a panel stands outside of a dashboard');
  return scope;
}
