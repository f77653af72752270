import { signTokens } from '../sign-tokens.js';
import { hasLoopbackBlock, isLoopback, loopbackAddress } from './addresses.js';
import { userName } from './click-source.js';
import { createSimulatedClients, type SimulatedClients } from './clients.js';
import { openJournal } from './journal.js';
import { showProgress } from './progress.js';
import { summaryLines } from './report.js';
import { type LoadPlan, runLoad } from './run-load.js';
import { createTally, type Tally } from './tally.js';
import { findTarget, type Target } from './target.js';

export type LoadOptions = {
  readonly journal: string;
  readonly rate: number;
  readonly duration: number;
  readonly users: number;
  readonly clients: number;
  readonly duplicates: number;
  readonly retry?: boolean;
  readonly retryFor: number;
  readonly timeout: number;
  readonly url?: string;
  readonly runId: string;
};

/** More attempts than this are never in flight: beyond it this process would measure itself. */
const MOST_IN_FLIGHT = 10_000;
/** Tokens outlive the load by this much. */
const TOKEN_SPARE_SECONDS = 600;

/**
 * Runs the command; the result is the exit code.
 *
 * @throws StartFault or ConfigError when there is nothing to send to, or no secret to sign tokens with.
 */
export async function load(options: LoadOptions): Promise<number> {
  const target = findTarget(options.url, { env: process.env, folder: process.cwd() });
  const plan = createPlan(options, target);
  const ownAddresses = isLoopback(plan.url) && (await hasLoopbackBlock());
  announce(plan, ownAddresses);
  const clients = createSimulatedClients({ ...plan, ...(ownAddresses && { addressOf: loopbackAddress }) });
  try {
    const tokenOf = await signAll(plan, target);
    await clients.connect();
    return await runWithJournal(plan, options.journal, tokenOf, clients);
  } finally {
    await clients.close();
  }
}

async function runWithJournal(
  plan: LoadPlan,
  path: string,
  tokenOf: (userId: string) => string,
  clients: SimulatedClients,
): Promise<number> {
  const stop = stopOnSignal();
  const tally = createTally();
  let exitCode = 0;
  const journal = await openJournal(path, (error) => {
    exitCode = complain(`The journal cannot be written, so the load stops: ${error.message}`);
    stop.abort();
  }).catch((error: Error) => error);
  if (journal instanceof Error) return complain(`The journal cannot be opened: ${journal.message}`);
  const hideProgress = showProgress(process.stderr, tally);
  const clock = (): number => performance.now();
  await runLoad(plan, { clients, tokenOf, journal, tally, clock, random: Math.random, signal: stop.signal });
  hideProgress();
  // A fault of the file was reported when it happened.
  await journal.close().catch(() => undefined);
  process.stdout.write(`${summaryLines(tally).join('\n')}\njournal    ${path} (run ${plan.runId})\n`);
  return exitCode || judge(tally, plan.url);
}

function createPlan(options: LoadOptions, { url }: Target): LoadPlan {
  return {
    ...options,
    url,
    durationMs: options.duration,
    repeatForMs: options.retry ? options.retryFor : 0,
    timeoutMs: options.timeout,
    maxInFlight: MOST_IN_FLIGHT,
  };
}

function signAll(plan: LoadPlan, target: Target): Promise<(userId: string) => string> {
  const users = Array.from({ length: plan.users }, (_, index) => userName(plan.runId, index + 1));
  const lifeSeconds = Math.ceil((plan.durationMs + plan.repeatForMs) / 1000) + TOKEN_SPARE_SECONDS;
  return signTokens(users, { ...target, scope: 'click', lifeSeconds });
}

function announce(plan: LoadPlan, ownAddresses: boolean): void {
  const { rate, durationMs, users, clients, url } = plan;
  const addresses = ownAddresses
    ? `each from an address of its own (${loopbackAddress(0)} to ${loopbackAddress(clients - 1)})`
    : 'all from one address: there are no others on this system or on the way to that server, so its limit for one address refuses what is above it';
  process.stderr.write(
    `${rate} clicks/s (Poisson) for ${durationMs / 1000} s to ${url.origin}: ${users} users on ${clients} clients, ${addresses}\n`,
  );
}

/** The first Ctrl-C ends the load in order; the next ends it at once. */
function stopOnSignal(): AbortController {
  const stop = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.on(name, () => {
      if (stop.signal.aborted) process.exit(130);
      process.stderr.write('\nstopping: waiting for the answers that are on their way (once more to stop at once)\n');
      stop.abort();
    });
  }
  return stop;
}

function judge(tally: Tally, url: URL): number {
  if (tally.byStatus.size > 0) return 0;
  return complain(`Nothing answered at ${url.origin}. Is the API running? "npm start" starts it.`);
}

function complain(problem: string): number {
  process.stderr.write(`${problem}\n`);
  return 1;
}
