import { problemBody, PROBLEMS, type ProblemMembers, type ProblemName } from '../problems.js';
import { ANSWER_HEADERS, type HeaderName } from './headers.js';

type ProblemAnswer = {
  /** Members besides type, title and status, in an example. */
  readonly members?: ProblemMembers;
  /** On every answer with this problem. */
  readonly headers?: readonly HeaderName[];
  /** On some of them. */
  readonly sometimes?: readonly HeaderName[];
};

/** Asking costs a read, whatever the answer is. */
const READ_LIMIT: readonly HeaderName[] = ['RateLimit', 'RateLimit-Policy'];
/** When it answers a posted click; Location and key only when the click was accepted before. */
const OF_A_CLICK: readonly HeaderName[] = ['Location', 'Idempotency-Key', 'X-Queue-Depth'];

const NOT_ACCEPTED = { outcome: 'not-accepted' } as const;

/** How each problem is answered. */
export const PROBLEM_ANSWERS: Readonly<Record<ProblemName, ProblemAnswer>> = {
  'invalid-request': {
    members: { detail: 'no Idempotency-Key: send exactly one Idempotency-Key of 8 to 64 characters A-Z a-z 0-9 _ -, bare or in double quotes' },
  },
  'malformed-http': {},
  'missing-token': { members: { detail: 'send Authorization: Bearer <token>' }, headers: ['WWW-Authenticate'] },
  'invalid-token': { headers: ['WWW-Authenticate'] },
  'wrong-scope': { members: { detail: 'the scope click is needed' } },
  'click-not-found': { members: { detail: 'no click of yours has this id' }, sometimes: READ_LIMIT },
  'dead-letter-not-found': { members: { detail: 'there is no dead letter with this id' } },
  'dashboard-not-found': { members: { detail: 'there is no dashboard with this uid' } },
  'silence-not-found': { members: { detail: 'there is no silence with this id' } },
  'route-not-found': {},
  'method-not-allowed': { headers: ['Allow'] },
  'request-too-slow': {},
  'body-too-large': { members: { detail: 'Request body is too large' } },
  'unsupported-media-type': { members: { detail: 'send the body as it is, without Content-Encoding' }, sometimes: ['Accept-Encoding'] },
  'key-reused': { members: { detail: 'this key was used before with another body; use a new key' }, headers: ['X-Queue-Depth'] },
  'query-refused': { members: { detail: 'the start is not before the end' } },
  'rate-limited': {
    members: { detail: 'the user bucket is empty', bucket: 'user', ...NOT_ACCEPTED },
    headers: ['Retry-After', 'RateLimit', 'RateLimit-Policy'],
    sometimes: OF_A_CLICK,
  },
  'headers-too-large': {},
  'internal-error': {},
  'queue-full': { members: NOT_ACCEPTED, headers: ['Retry-After', 'X-Queue-Depth'] },
  'memory-guard': { members: NOT_ACCEPTED, headers: ['Retry-After', 'X-Queue-Depth'] },
  overloaded: { members: { detail: 'nothing was done; repeat with the same key', ...NOT_ACCEPTED }, headers: ['Retry-After'] },
  'redis-forgot': {
    members: { detail: 'nothing new is accepted until an operator has run "mining-clicks reopen"; repeat with the same key', ...NOT_ACCEPTED },
    headers: ['Retry-After', 'X-Queue-Depth'],
  },
  draining: { members: NOT_ACCEPTED, headers: ['Retry-After', 'X-Queue-Depth'] },
  'admission-unavailable': {
    members: { detail: 'the click may or may not have been accepted; repeat with the same key', outcome: 'unknown' },
    headers: ['Retry-After'],
  },
  'token-keys-unavailable': { members: { detail: 'repeat in a moment', ...NOT_ACCEPTED }, headers: ['Retry-After'] },
  'queue-unavailable': { members: { detail: 'Redis did not answer in time; look at the queue again before you repeat an act' }, headers: ['Retry-After'] },
  'prometheus-unavailable': { members: { detail: 'the address of Prometheus is not set: set MINING_PROMETHEUS_URL' }, headers: ['Retry-After'] },
  'alertmanager-unavailable': { members: { detail: 'the address of Alertmanager is not set: set MINING_ALERTMANAGER_URL' }, headers: ['Retry-After'] },
  'ledger-unavailable': { members: { detail: 'ask again in a moment' }, headers: ['Retry-After'], sometimes: [...READ_LIMIT, ...OF_A_CLICK] },
};

/** Problems that answer any request, whatever it asks for: they are in every operation, and need not be said there. */
export const PROBLEMS_OF_ANY_REQUEST: readonly ProblemName[] = ['malformed-http', 'request-too-slow', 'headers-too-large', 'internal-error'];

/** Problems of requests that ask for nothing that is there; an address that cannot be decoded is not valid. */
export const PROBLEMS_OF_NO_OPERATION: readonly ProblemName[] = ['invalid-request', 'route-not-found', 'method-not-allowed'];

/** Describes error answers, those that are alike once. */
export function createProblemAnswers() {
  const responses: Record<string, object> = {};

  function refer(status: number, names: readonly ProblemName[]): object {
    const name = names.join('_or_');
    responses[name] ??= describeStatus(status, names);
    return { $ref: `#/components/responses/${name}` };
  }

  return {
    /** By the name that `describe` refers to. */
    responses,

    /** Answers with these problems, by their status. */
    describe(names: readonly ProblemName[]): Record<string, object> {
      const statuses = [...new Set(names.map((name) => PROBLEMS[name].status))];
      const namesOf = (status: number) => names.filter((name) => PROBLEMS[name].status === status);
      return Object.fromEntries(statuses.map((status) => [status, refer(status, namesOf(status))]));
    },
  };
}

export type ProblemAnswers = ReturnType<typeof createProblemAnswers>;

/** A schema of the problems, an example of each, and their headers. */
function describeStatus(status: number, names: readonly ProblemName[]): object {
  const types = names.map((name) => problemBody(name).type);
  const schema = {
    allOf: [{ $ref: '#/components/schemas/Problem' }, { type: 'object', properties: { type: { enum: types }, status: { const: status } } }],
  };
  const examples = Object.fromEntries(names.map((name) => [name, { summary: PROBLEMS[name].title, value: problemBody(name, PROBLEM_ANSWERS[name].members) }]));
  return {
    description: names.map((name) => PROBLEMS[name].title).join('; or: '),
    ...describeHeaders(...splitHeaders(names)),
    content: { 'application/problem+json': { schema, examples } },
  };
}

/** The headers that every one of these problems has, and those that some have. */
function splitHeaders(names: readonly ProblemName[]): [always: HeaderName[], sometimes: HeaderName[]] {
  const answers = names.map((name) => PROBLEM_ANSWERS[name]);
  const all = [...new Set(answers.flatMap(({ headers = [], sometimes = [] }) => [...headers, ...sometimes]))];
  const isAlways = (header: HeaderName) => answers.every(({ headers = [] }) => headers.includes(header));
  return [all.filter(isAlways), all.filter((header) => !isAlways(header))];
}

/** Headers of an answer, required or not. */
export function describeHeaders(always: readonly HeaderName[], sometimes: readonly HeaderName[] = []): { headers?: object } {
  if (always.length + sometimes.length === 0) return {};
  const describe = (names: readonly HeaderName[], required: boolean) => names.map((name) => [name, { required, ...ANSWER_HEADERS[name] }]);
  return { headers: Object.fromEntries([...describe(always, true), ...describe(sometimes, false)]) };
}
