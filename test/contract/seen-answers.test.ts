import { describe, expect, it } from 'vitest';
import type { ProblemName } from '../../src/http/problems.js';
import { ANY_REQUEST, ONE_OF_MANY, type AnswerName } from '../support/answers/check-answer.js';
import { readDocument, resolve, type Operation } from '../support/answers/document.js';
import { readSeenAnswers } from '../support/answers/seen-answers.js';

// Runs after all other tests, in a project of its own: what the whole suite was answered is known only then. That each
// answer is documented, and is as documented, was held when it came (test/support/answers/hold-against-document.ts).

type Documented = AnswerName & { readonly headers: readonly string[] };

const document = readDocument();
const operations = Object.values(document.paths).flatMap((path) => Object.values(path));
const ofAnyRequest = listAnswers(ANY_REQUEST, document['x-answers-to-any-request']);
const ofOperations = operations.flatMap(({ operationId, responses }) => listAnswers(operationId, responses));

/** One for each problem of an error's status. */
function listAnswers(operation: string, responses: Operation['responses']): Documented[] {
  return Object.entries(responses).flatMap(([status, referred]) => {
    const { content = {}, headers = {} } = resolve(document, referred);
    const problems = Object.keys(content['application/problem+json']?.examples ?? { '': undefined });
    return problems.map((problem) => ({ operation, status: Number(status), problem, headers: Object.keys(headers) }));
  });
}

/** Problems of any request that stand in every operation: they need to be seen once, whatever the operation. */
const countOf = (problem: string): number => ofOperations.filter((answer) => answer.problem === problem).length;
const everywhere = new Set(ofAnyRequest.map(({ problem }) => problem).filter((problem) => countOf(problem) === operations.length));
const own = ofOperations.filter(({ problem }) => !everywhere.has(problem));

/** What a click is answered alone may be said of one of many too, but for what is wrong with a request as a whole. */
const OF_A_WHOLE_REQUEST: ReadonlySet<ProblemName | ''> = new Set([
  'missing-token', 'invalid-token', 'wrong-scope', 'token-keys-unavailable', 'overloaded', 'body-too-large', 'unsupported-media-type',
]);
const ofOneOfMany = own
  .filter(({ operation, problem }) => operation === 'postClick' && !OF_A_WHOLE_REQUEST.has(problem as ProblemName | ''))
  .map((answer) => ({ ...answer, operation: ONE_OF_MANY, headers: [] }));
const documented = [...ofAnyRequest, ...own, ...ofOneOfMany];

const nameOf = ({ operation, status, problem }: AnswerName): string =>
  [everywhere.has(problem) ? ANY_REQUEST : operation, status, problem].join(' ').trim();

/** Problems have the same headers whatever the operation. */
const kindOf = ({ operation, status, problem }: AnswerName): string => `${problem || operation} ${status}`;

describe('the answers of the whole suite', () => {
  const seen = readSeenAnswers();

  it('are all those of the document', () => {
    expect(documented.length).toBeGreaterThan(operations.length);
    const names = new Set(seen.map(nameOf));
    expect(documented.map(nameOf).filter((name) => !names.has(name))).toEqual([]);
  });

  it('were, for each problem, what its example says', () => {
    const examples = new Set(seen.filter(({ isExample }) => isExample).map(({ problem }) => problem));
    expect([...new Set(documented.map(({ problem }) => problem))].filter((problem) => problem !== '' && !examples.has(problem))).toEqual([]);
  });

  it('had every header of the document', () => {
    const had = new Set(seen.flatMap((answer) => answer.headers.map((header) => `${kindOf(answer)}: ${header}`)));
    const statuses = new Map<string, { readonly header: string; readonly kinds: Set<string> }>();
    for (const answer of documented) {
      for (const header of answer.headers) {
        const name = `${answer.operation} ${answer.status}: ${header}`;
        statuses.set(name, { header, kinds: (statuses.get(name)?.kinds ?? new Set()).add(kindOf(answer)) });
      }
    }
    const missing = [...statuses].filter(([, { header, kinds }]) => ![...kinds].some((kind) => had.has(`${kind}: ${header}`)));
    expect(missing.map(([name]) => name)).toEqual([]);
  });
});
