import { randomBytes } from 'node:crypto';
import { Command } from 'commander';
import { durationOption, parseCount, parseRate, parseShare } from './arguments.js';
import { type LoadOptions, load } from './load/load-command.js';

/** Clicks a second that one client sends when the number of clients is not given: well below the limit of an address. */
const CLICKS_A_CLIENT = 5;

export function createLoadCommand(): Command {
  return new Command('load')
    .description('send clicks as many people would, at a rate that a slow server cannot slow down')
    .requiredOption('--journal <file>', 'append what was sent and answered to this file, for audit')
    .option('--rate <per second>', 'clicks sent in a second, on average', parseRate, 1000)
    .addOption(durationOption('--duration <time>', 'how long to send, as 60s or 5m', '60s'))
    .option('--users <n>', 'number of users', parseCount, 2000)
    .option('--clients <n>', 'number of clients, each with an address of its own (default: a fifth of the rate)', parseCount)
    .option('--duplicates <share>', 'share of the sends that repeat a recent click, as 0.05', parseShare, 0)
    .option('--retry', 'repeat clicks that were refused for now or whose outcome is unknown, with the same key')
    .addOption(durationOption('--retry-for <time>', 'how long to go on repeating after the last send', '60s'))
    .addOption(durationOption('--timeout <time>', 'how long to wait for an answer', '10s'))
    .option('--url <url>', 'address of the API (default: the running stack, else the settings)')
    .action(async (options: Omit<LoadOptions, 'clients' | 'runId'> & { clients?: number }) => {
      const clients = options.clients ?? Math.max(1, Math.min(options.users, Math.ceil(options.rate / CLICKS_A_CLIENT)));
      process.exitCode = await load({ ...options, clients, runId: randomBytes(4).toString('hex') });
    });
}
