/**
 * The token of whoever is signed in. It is kept in memory only: a reload asks again, and nothing of it is left behind.
 */

type Listener = () => void;

export type Session = { readonly token: string | undefined; /** Why it ended, in a sentence. */ readonly ended?: string };

const PARAMETER = 'token';
const listeners = new Set<Listener>();
let session: Session = { token: undefined };

export const readSession = (): Session => session;

export function signIn(token: string): void {
  change({ token });
}

/** @param ended why, in a sentence for the sign-in view */
export function signOut(ended?: string): void {
  change({ token: undefined, ...(ended !== undefined && { ended }) });
}

/** Calls back whenever somebody signs in or out; returns what ends that. */
export function onSession(listener: Listener): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/** The token in `#token=...`, if that is what the fragment holds. */
export function tokenOfFragment(fragment: string): string | undefined {
  return new URLSearchParams(fragment.replace(/^#/, '')).get(PARAMETER)?.trim() || undefined;
}

/** Signs in with the token of the address, which is gone from the address bar and the history before anything else happens. */
export function takeTokenFromAddress(): void {
  const token = tokenOfFragment(location.hash);
  if (token === undefined) return;
  history.replaceState(history.state, '', location.pathname + location.search);
  signIn(token);
}

/** The name in the token, to be shown; nothing is decided by it. */
export function nameOfToken(token: string): string | undefined {
  try {
    const payload = token.split('.')[1] ?? '';
    const bytes = Uint8Array.from(atob(payload.replace(/-/g, '+').replace(/_/g, '/')), (character) => character.charCodeAt(0));
    const name: unknown = (JSON.parse(new TextDecoder().decode(bytes)) as { sub?: unknown }).sub;
    return typeof name === 'string' ? name : undefined;
  } catch {
    return undefined;
  }
}

function change(next: Session): void {
  session = next;
  for (const listener of listeners) listener();
}
