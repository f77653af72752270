import type { Figure } from '../../../src/console/measured.ts';

/** A budget of 30 days tells of what was: nobody can mend it now. */
const isBudget = ({ name }: Figure): boolean => name.startsWith('budgetLeft');

/** It is to be looked at. */
export const needsLook = ({ state }: Figure): boolean => state === 'bad' || state === 'warning';

/** Something is wrong now, as far as it tells. */
export const isTroubleNow = (figure: Figure): boolean => needsLook(figure) && !isBudget(figure) && !isWellAgain(figure);

export const isBudgetLow = (figure: Figure): boolean => needsLook(figure) && isBudget(figure);

/** A mean over minutes that is not good although its last minute is. */
export const isWellAgain = (figure: Figure): boolean => needsLook(figure) && figure.lastMinute?.state === 'good';

/** Its last minute, which tells sooner both ways; the figure itself where that has none, or nothing happened in it. */
const latestOf = (figure: Figure): Pick<Figure, 'state' | 'about'> => (figure.lastMinute === undefined || figure.lastMinute.state === 'unknown' ? figure : figure.lastMinute);

export const isWellNow = (figure: Figure): boolean => latestOf(figure).state === 'good';

/** No answer of now is a fault: clicks over a user's or an address' limit are refused as they should be. */
export const isFaultlessNow = (figure: Figure): boolean => isWellNow(figure) || latestOf(figure).about === 'throttled';
