import type { Figure, FigureState } from '../../../src/console/measured.ts';

/** A budget of 30 days that is overspent says that something was wrong, not that it is: alone it is no trouble of now. */
export const headlineOf = ({ name, state }: Pick<Figure, 'name' | 'state'>): FigureState => (name.startsWith('budgetLeft') && state === 'bad' ? 'warning' : state);

/** It is to be looked at. */
export const needsLook = (figure: Figure): boolean => ['bad', 'warning'].includes(headlineOf(figure));

/** A mean over minutes that is not good although its last minute is. */
export const isWellAgain = (figure: Figure): boolean => needsLook(figure) && figure.lastMinute?.state === 'good';

/** By its last minute, which tells sooner both ways; by the figure itself where that has none, or nothing happened in it. */
export function isWellNow({ state, lastMinute }: Figure): boolean {
  return (lastMinute === undefined || lastMinute.state === 'unknown' ? state : lastMinute.state) === 'good';
}
