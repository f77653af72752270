import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { provideParts } from '../../embedded/parts/provide-parts.js';
import { describeSurroundings } from '../../embedded/parts/surroundings.js';
import { untilResolved } from '../../embedded/poll.js';
import { requireFreePort } from '../../embedded/ports.js';
import { probeHttp } from '../../embedded/probe-http.js';
import { StartFault } from '../../embedded/start-fault.js';
import { startDemoTraffic } from '../demo-traffic.js';
import { removeStackFile, writeStackFile, type StackProcess } from '../stack-file.js';
import { openAlertReceiver, type AlertReceiver } from './alert-receiver.js';
import { addressTable, curlLine, stackFile } from './addresses.js';
import { keepConsoleLink, type ConsoleLink } from './console-link.js';
import { takeFolder } from './one-per-folder.js';
import { limitLogs } from './limit-logs.js';
import { keepMetricsToken } from './metrics-token.js';
import { metricsTokenFile, neededParts, serverSpecs } from './server-specs.js';
import { readUpSettings, type UpSettings } from './settings.js';
import { createStack, type Specs, type Stack, type StackEvents } from './stack.js';
import { listenForStop, type StopRequest } from './stop-request.js';
import { silenceLine } from './watch-silence.js';

export type UpOptions = {
  readonly env: NodeJS.ProcessEnv;
  /** The absolute path of var. */
  readonly folder: string;
  readonly demo: boolean;
  readonly say: (line: string) => void;
};

const READY_WITHIN_MS = 30_000;

/**
 * Runs the whole stack until it is asked to stop. Resolves when nothing of it runs any more.
 *
 * @throws StartFault when it cannot be started; nothing of it runs then either.
 */
export async function runUp(options: UpOptions): Promise<void> {
  const { env, folder } = options;
  const giveFolderBack = takeFolder(folder);
  const stop = listenForStop(env);
  try {
    removeStackFile(folder);
    await runStack(await readUpSettings(env, folder), options, stop);
  } finally {
    removeStackFile(folder);
    giveFolderBack();
    stop.release();
  }
}

async function runStack(settings: UpSettings, options: UpOptions, stop: StopRequest): Promise<void> {
  const { say } = options;
  limitLogs(settings.logs);
  await requireFreePorts(serverSpecs(settings, {}));
  const provided = provideParts(neededParts(settings), describeSurroundings(settings.env, say));
  // A download may take minutes: who wants to stop does not wait for it.
  const programs = await Promise.race([provided, aborted(stop.asked)]);
  if (programs === undefined) return;
  const link = await keepConsoleLink(settings, () => record.renew());
  const record = recordProcesses(settings, link, say);
  const alerts = await showAlerts(settings, say);
  const stack = createStack(serverSpecs(settings, programs, alerts?.url), record.events);
  const tokenFile = metricsTokenFile(settings);
  const forgetToken = tokenFile === undefined ? undefined : await keepMetricsToken(tokenFile, settings);
  try {
    await startAll(stack, settings, stop.asked);
    record.publish();
    await greet(settings, link, say);
    const demo = options.demo ? await startDemoTraffic(settings, say) : undefined;
    await aborted(stop.asked);
    await demo?.stop();
  } catch (fault) {
    // Somebody who stops it while it starts has not met a fault.
    if (!stop.asked.aborted) throw fault;
  } finally {
    say(`Stopping (${String(stop.asked.reason ?? 'after a fault')})`);
    alerts?.close();
    forgetToken?.();
    link.stop();
    await stack.stop(stop.forced);
    say('Stopped');
  }
}

async function showAlerts({ api, runs, logs, ports }: UpSettings, say: (line: string) => void): Promise<AlertReceiver | undefined> {
  if (!runs.prometheus) return undefined;
  await mkdir(logs, { recursive: true });
  return openAlertReceiver({ alertmanager: `http://127.0.0.1:${ports.alertmanager}`, api: api.url, logFile: join(logs, 'alerts.ndjson'), say });
}

async function startAll(stack: Stack, { api, worker }: UpSettings, asked: AbortSignal): Promise<void> {
  await stack.start(asked);
  const tooLate = AbortSignal.timeout(READY_WITHIN_MS);
  const giveUp = AbortSignal.any([asked, tooLate]);
  for (const { url } of [api, worker]) {
    await untilResolved(() => probeHttp(`${url}/readyz`, giveUp), giveUp).catch((fault: unknown) => {
      if (!tooLate.aborted) throw fault;
      throw new StartFault(`${url}/readyz did not say 200 within ${READY_WITHIN_MS / 1000} s: see the logs.`);
    });
  }
}

/** Keeps var/stack.json as it is, once everything runs, and tells the terminal what happens. */
function recordProcesses(settings: UpSettings, link: ConsoleLink, say: (line: string) => void) {
  const pids: Partial<Record<StackProcess, number>> = {};
  let published = false;
  const write = (): void => writeStackFile(settings.folder, stackFile(settings, link.address(), pids));
  const events: StackEvents = {
    onRunning: (name, pid) => {
      const again = pids[name] !== undefined;
      pids[name] = pid;
      if (published) write();
      say(`${name} ${again ? 'runs again' : 'runs'} (pid ${pid})`);
    },
    onDown: (name, why, againInMs) => say(`${name} is down (${why}); starting it again in ${againInMs / 1000} s`),
    onKilled: (name) => say(`${name} did not end in time and was killed`),
    onWaiting: (name, seconds) => say(`Still waiting for ${name} (${seconds} s)`),
    onSilent: (name, pid, since) => say(silenceLine(name, pid, since, join(settings.logs, `${name}.ndjson`))),
    onAnswer: (name, pid, afterMs) => say(`${name} answers again (pid ${pid}), after ${Math.round(afterMs / 1000)} s`),
  };
  const publish = (): void => {
    published = true;
    write();
  };
  const renew = (): void => void (published && write());
  return { events, publish, renew };
}

async function greet(settings: UpSettings, link: ConsoleLink, say: (line: string) => void): Promise<void> {
  say(`\n${addressTable(settings)}\n`);
  say(`Console: ${link.address()}\n`);
  say(`Send a click:\n\n${await curlLine(settings)}\n`);
  say('Ctrl-C stops everything.');
}

/** Before anything is fetched or started: a port that is taken is the likeliest reason not to start. */
async function requireFreePorts(specs: Specs): Promise<void> {
  for (const { name, listens } of Object.values(specs)) if (listens !== undefined) await requireFreePort(name, listens);
}

function aborted(signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(undefined);
    else signal.addEventListener('abort', () => resolve(undefined), { once: true });
  });
}
