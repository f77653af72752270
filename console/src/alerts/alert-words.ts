import type { Alert } from '../../../src/console/measured.ts';

/** Said elsewhere in an alert's own words. */
const SAID_ALREADY = new Set(['alertname', 'severity', 'alertstate', '__name__']);

export const isPlainLabel = (label: string): boolean => !SAID_ALREADY.has(label);

/** Names one alert of several of the same name. */
export const keyOfAlert = ({ name, labels }: Pick<Alert, 'name' | 'labels'>): string => `${name} ${JSON.stringify(Object.entries(labels).sort())}`;
