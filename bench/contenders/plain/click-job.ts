/** The queue and the job that the plain API and worker share. */
export const QUEUE = 'mining-clicks';
export const PREFIX = '{plain}';

export type ClickJob = {
  readonly userId: string;
  readonly idempotencyKey: string;
  readonly acceptedAt: number;
};
