import type { ProblemName } from '../problems.js';
import type { HeaderName, RequestHeaderName } from './headers.js';

/** A good answer of an operation, or one that is no problem; its body's schema is the route's. */
export type AnswerDescription = {
  readonly description: string;
  /** On every such answer. */
  readonly headers?: readonly HeaderName[];
  /** On some of them. */
  readonly sometimes?: readonly HeaderName[];
  readonly example?: unknown;
  /** Of a body that is not JSON: it has no schema but this media type. */
  readonly text?: readonly string[];
};

/** What the document says of a route besides what the route's own schemas say. */
export type Operation = {
  /** Unique, for programs that make code of the document. */
  readonly id: string;
  readonly tag: 'clicks' | 'account' | 'administration' | 'console' | 'operation' | 'documents';
  readonly summary: string;
  readonly description: string;
  /** What the token must allow. `metrics?`: only where the operator asks for a token. Absent: everybody may ask. */
  readonly scope?: 'click' | 'admin' | 'metrics?';
  readonly requestHeaders?: readonly RequestHeaderName[];
  /** Of parameters in path and query, by their name. */
  readonly parameterExamples?: Readonly<Record<string, string>>;
  readonly requestExample?: unknown;
  readonly answers: Readonly<Record<number, AnswerDescription>>;
  /** Error answers of this operation, besides those that follow from `scope` and from what its route checks. */
  readonly problems?: readonly ProblemName[];
};

/** `GET /path/:parameter`, as its route is registered. */
export type RouteName = `${'GET' | 'POST'} /${string}`;
