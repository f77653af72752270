/** Where the pages of the problems are served; a problem's `type` is this and its name. */
export const PROBLEM_PAGES = '/docs/problems/';

/** Every error answer, by name: the last part of its `type`, its status and its title (RFC 9457). See docs/problems.md. */
export const PROBLEMS = {
  'invalid-request': { status: 400, title: 'The request is not valid' },
  'malformed-http': { status: 400, title: 'The request is not HTTP' },
  'missing-token': { status: 401, title: 'A bearer token is needed' },
  'invalid-token': { status: 401, title: 'The bearer token is not valid' },
  'wrong-scope': { status: 403, title: 'The token does not allow this' },
  'click-not-found': { status: 404, title: 'No such click' },
  'dead-letter-not-found': { status: 404, title: 'No such dead letter' },
  'dashboard-not-found': { status: 404, title: 'No such dashboard' },
  'silence-not-found': { status: 404, title: 'No such silence' },
  'route-not-found': { status: 404, title: 'No such address' },
  'method-not-allowed': { status: 405, title: 'The address does not know this method' },
  'request-too-slow': { status: 408, title: 'The request took too long to arrive' },
  'body-too-large': { status: 413, title: 'The body is too large' },
  'unsupported-media-type': { status: 415, title: 'The body has the wrong media type or encoding' },
  'key-reused': { status: 422, title: 'The idempotency key belongs to another request' },
  'query-refused': { status: 422, title: 'The console does not ask this' },
  'rate-limited': { status: 429, title: 'Too many requests' },
  'headers-too-large': { status: 431, title: 'The headers are too large' },
  'internal-error': { status: 500, title: 'Something went wrong here' },
  'queue-full': { status: 503, title: 'The queue is full' },
  overloaded: { status: 503, title: 'This server has too much to do' },
  'memory-guard': { status: 503, title: 'Too little memory is left to accept clicks' },
  'redis-forgot': { status: 503, title: 'Redis has lost clicks that it was given' },
  draining: { status: 503, title: 'This server is stopping' },
  'admission-unavailable': { status: 503, title: 'Clicks cannot be accepted now' },
  'token-keys-unavailable': { status: 503, title: 'Tokens cannot be checked now' },
  'ledger-unavailable': { status: 503, title: 'The ledger cannot be read now' },
  'queue-unavailable': { status: 503, title: 'The queue cannot be read or changed now' },
  'prometheus-unavailable': { status: 503, title: 'Prometheus cannot be asked now' },
  'alertmanager-unavailable': { status: 503, title: 'Alertmanager cannot be asked now' },
} as const;

export type ProblemName = keyof typeof PROBLEMS;

/**
 * What a problem says of its click: certainly not accepted; perhaps, so repeat with the same key; or accepted before, and
 * only what became of it cannot be told now.
 */
export type ClickRefusalOutcome = 'not-accepted' | 'unknown' | 'accepted';

/** What a problem may say besides its name. */
export type ProblemMembers = {
  /** This occurrence, and what to do about it. */
  readonly detail?: string;
  readonly outcome?: ClickRefusalOutcome;
  /** The bucket that was empty. */
  readonly bucket?: string;
};

/** An error answer before it is sent: a value where it was to be expected, thrown as `ProblemError` where it ends a request early. */
export type Problem = {
  readonly name: ProblemName;
  readonly members: ProblemMembers;
  readonly headers: Readonly<Record<string, string>>;
};

/** The body of an error answer. */
export function problemBody(name: ProblemName, members: ProblemMembers = {}) {
  const { status, title } = PROBLEMS[name];
  return { type: `${PROBLEM_PAGES}${name}`, title, status, ...members };
}

export const PROBLEM_MEDIA_TYPE = 'application/problem+json';

/** An answer that ends a request early; the error handler turns it into its problem. */
export class ProblemError extends Error {
  readonly problem: ProblemName;
  readonly members: ProblemMembers;
  readonly headers: Readonly<Record<string, string>>;

  constructor(problem: ProblemName, members: ProblemMembers = {}, headers: Readonly<Record<string, string>> = {}) {
    super(members.detail ?? PROBLEMS[problem].title);
    this.name = 'ProblemError';
    this.problem = problem;
    this.members = members;
    this.headers = headers;
  }

  static of({ name, members, headers }: Problem): ProblemError {
    return new ProblemError(name, members, headers);
  }
}
