/** Why there is no answer: what the API says (RFC 9457), or what kept it from saying anything. */
export type Problem = {
  /** The last part of `type`; `unreachable`: no answer came; `aborted`: nobody waits for it any more. */
  readonly name: string;
  readonly title: string;
  /** A sentence: this occurrence, and what to do about it. */
  readonly detail?: string;
  readonly status?: number;
  /** Address of the page about it. */
  readonly type?: string;
};

export const ABORTED: Problem = { name: 'aborted', title: 'Not waited for' };

export const UNREACHABLE: Problem = {
  name: 'unreachable',
  title: 'The API does not answer',
  detail: 'No answer came from the API. Check that its process runs and that this machine reaches it; the console tries again by itself.',
};

/** @param body what came, parsed where it was JSON */
export function problemOf(status: number, body: unknown): Problem {
  const { type, title, detail } = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  if (typeof type !== 'string' || typeof title !== 'string') {
    return { name: 'unreadable', title: `An answer of status ${status} that is not the API's`, detail: 'Something between this page and the API answered. Check the proxy in front of it.', status };
  }
  return { name: type.slice(type.lastIndexOf('/') + 1), type, title, status, ...(typeof detail === 'string' && { detail }) };
}
