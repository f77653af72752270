import { signTokens } from '../sign-tokens.js';
import type { UpSettings } from './settings.js';

const LIFE_SECONDS = 12 * 3600;
/** The name that stands in the audit trail for what is done with the token of the link. */
const USER = 'console';

export type ConsoleLink = {
  /** The page, with a token that is good for at least a quarter of its life. */
  address(): string;
  stop(): void;
};

/**
 * Keeps a link to the console ready: its token is signed anew when three quarters of its life are over. The token stands in
 * the fragment, which no browser sends and no server writes down.
 */
export async function keepConsoleLink({ api, tokens, mostTokenSeconds }: UpSettings, onRenewed: () => void): Promise<ConsoleLink> {
  const lifeSeconds = Math.min(LIFE_SECONDS, mostTokenSeconds);
  const sign = async (): Promise<string> => {
    const tokenOf = await signTokens([USER], { ...tokens, lifeSeconds, scope: 'admin' });
    return `${api.url}/console/#token=${tokenOf(USER)}`;
  };
  let address = await sign();
  const renew = async (): Promise<void> => {
    address = await sign();
    onRenewed();
  };
  const timer = setInterval(() => void renew(), lifeSeconds * 750);
  return { address: () => address, stop: () => clearInterval(timer) };
}
