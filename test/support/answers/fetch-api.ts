import { expect } from 'vitest';
import { readDocument } from './document.js';
import { noteAnswer } from './seen-answers.js';

/** `fetch` from an API in a process of its own; the answer is held against the document. */
export async function fetchApi(url: string, request: RequestInit = {}): Promise<Response> {
  const response = await fetch(url, request);
  const body = await response.clone().text();
  const { status, headers } = response;
  expect(noteAnswer({ method: request.method ?? 'GET', path: templateOf(new URL(url).pathname), status, headers: Object.fromEntries(headers), body })).toEqual([]);
  return response;
}

/** The path of the document that an address has; undefined when it has none of them. */
function templateOf(pathname: string): string | undefined {
  const paths = Object.keys(readDocument().paths);
  return paths.find((path) => new RegExp(`^${path.replace(/\{\w+\}/g, '[^/]+')}$`).test(pathname));
}
