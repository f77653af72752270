/** Where a click is: what the API answers to a post, to a repeated post and to a question by key or id. */
export type ClickStatus = { readonly clickId: string; readonly statusUrl: string } & (
  | { readonly status: 'queued' | 'processing' }
  | { readonly status: 'credited'; readonly reward: number; readonly balance: number }
  | { readonly status: 'rejected' | 'failed'; readonly code: string }
);

/** What the signed-in user has, and the latest clicks that were processed. Times are RFC 3339. */
export type Account = {
  readonly userId: string;
  readonly balance: number;
  readonly latestClicks: readonly (ClickStatus & { readonly acceptedAt: string; readonly processedAt: string })[];
};

/** An error answer (RFC 9457). `type` names the problem, and is the address of its page at the API. */
export type Problem = {
  readonly type: string;
  readonly title?: string;
  readonly status?: number;
  readonly detail?: string;
  /** Of a click: whether it certainly was not accepted, may have been, or was before. */
  readonly outcome?: 'not-accepted' | 'unknown' | 'accepted';
  /** Of a 429: the bucket that was empty. */
  readonly bucket?: string;
};

/** A click as it is sent. Sent again with the same key it must be the same in all its members. */
export type ClickInput = {
  /** 8 to 64 characters `A-Z a-z 0-9 _ -`; made with `crypto.randomUUID` when absent, and handed back. */
  readonly idempotencyKey?: string;
  /** When the person clicked, RFC 3339. */
  readonly clientTimestamp?: string;
  /** Where the click came from, 1 to 64 characters. */
  readonly source?: string;
};
