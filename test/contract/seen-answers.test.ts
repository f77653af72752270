import { describe, expect, it } from 'vitest';
import { ANY_REQUEST } from '../support/answers/check-answer.js';
import { readDocument, resolve, type Operation } from '../support/answers/document.js';
import { readSeenAnswers } from '../support/answers/seen-answers.js';

// Runs after all other tests, in a project of its own: what the whole suite was answered is known only then. That each
// answer is documented, and is as documented, was held when it came (test/support/answers/hold-against-document.ts).

type Documented = { readonly operation: string; readonly status: number; readonly problem: string; readonly headers: readonly string[] };

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

/** Those that stand in every operation need to be seen once, whatever the operation. */
const everywhere = new Set(ofAnyRequest.map(({ problem }) => problem).filter((problem) => ofOperations.filter((answer) => answer.problem === problem).length === operations.length));
const owed = [...ofAnyRequest, ...ofOperations.filter(({ problem }) => !everywhere.has(problem))];

const nameOf = ({ operation, status, problem }: Pick<Documented, 'operation' | 'status' | 'problem'>): string =>
  [everywhere.has(problem) ? ANY_REQUEST : operation, status, problem].join(' ').trim();

describe('the answers of the whole suite', () => {
  const seen = readSeenAnswers();

  it('are all those of the document', () => {
    expect(owed.length).toBeGreaterThan(operations.length);
    const names = new Set(seen.map(nameOf));
    expect(owed.map(nameOf).filter((name) => !names.has(name))).toEqual([]);
  });

  it('had every header of the document', () => {
    const withHeader = new Set(seen.flatMap((answer) => answer.headers.map((header) => `${answer.operation} ${answer.status}: ${header}`)));
    const documented = new Set(owed.flatMap(({ operation, status, headers }) => headers.map((header) => `${operation} ${status}: ${header}`)));
    expect([...documented].filter((header) => !withHeader.has(header))).toEqual([]);
  });
});
