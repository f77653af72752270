import { operatingSystemUser } from '../operating-system-user.js';
import { signTokens } from '../sign-tokens.js';
import type { UpSettings } from './settings.js';

const LIFE_SECONDS = 12 * 3600;
/** As long as the subject of a token may be. */
const LONGEST_SUBJECT = 128;

export type ConsoleLink = {
  /** The page, with a token that is good for at least a quarter of its life. */
  address(): string;
  stop(): void;
};

/**
 * Keeps a link to the console ready: its token is signed anew when three quarters of its life are over. The token stands in
 * the fragment, which no browser sends and no server writes down. What is done with it stands in the audit trail under the
 * name of the operating system's user, as what is done by a command does.
 */
export async function keepConsoleLink({ api, tokens, mostTokenSeconds }: UpSettings, onRenewed: () => void): Promise<ConsoleLink> {
  const lifeSeconds = Math.min(LIFE_SECONDS, mostTokenSeconds);
  const user = subjectOf(operatingSystemUser());
  const sign = async (): Promise<string> => {
    const tokenOf = await signTokens([user], { ...tokens, lifeSeconds, scope: 'admin' });
    return `${api.url}/console/#token=${tokenOf(user)}`;
  };
  let address = await sign();
  const renew = async (): Promise<void> => {
    address = await sign();
    onRenewed();
  };
  const timer = setInterval(() => void renew(), lifeSeconds * 750);
  return { address: () => address, stop: () => clearInterval(timer) };
}

/** A name may have spaces and letters of any language; the subject of a token has neither. */
export function subjectOf(name: string): string {
  return name.replace(/[^\x21-\x7e]/g, '-').slice(0, LONGEST_SUBJECT);
}
