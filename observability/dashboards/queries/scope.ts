import { variable } from '../../promql/promql.js';

/** Narrows a query to what the dashboard's variables choose. */
export const SCOPE = { job: variable('job'), instance: variable('instance') } as const;

/** At least four scrapes, and at least what one pixel stands for. */
export const RANGE = '$__rate_interval';
