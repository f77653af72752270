import { Command } from 'commander';
import { readTokenSettings } from '../config/config.js';
import { durationOption, parseCount } from './arguments.js';
import { signTokens } from './sign-tokens.js';
import { findTokenEnvironment } from './token-secret.js';

type TokenOptions = { readonly user?: string; readonly users?: number; readonly scope: string; readonly ttl: number };

/** `token`: prints tokens and nothing else, one a line. */
export function createTokenCommand(): Command {
  return new Command('token')
    .description('print a token for a user, or tokens for user-1 to user-N')
    .option('--user <name>', 'the user')
    .option('--users <count>', 'a token for each of user-1 to user-N, one a line', parseCount)
    .option('--scope <scopes>', 'what the token allows, separated by spaces', 'click')
    .addOption(durationOption('--ttl <time>', 'how long it is good', '12h'))
    .action(async (options: TokenOptions, command: Command) => {
      const users = usersOf(options);
      if (users.length === 0) command.error('error: say --user NAME or --users N');
      const settings = readTokenSettings(findTokenEnvironment(process.env, process.cwd()));
      const tokens = await signTokens(users, { ...settings, scope: options.scope, lifeSeconds: options.ttl / 1000 });
      process.stdout.write(users.map((user) => `${tokens(user)}\n`).join(''));
    });
}

function usersOf({ user, users }: TokenOptions): string[] {
  if (users !== undefined) return Array.from({ length: users }, (_, index) => `user-${index + 1}`);
  return user === undefined ? [] : [user];
}
