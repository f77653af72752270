import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { keepGroup } from './keeper.js';
import { logSize, readLastLines } from './log-tail.js';
import { untilResolved } from './poll.js';
import { requireFreePort, type WantedPort } from './ports.js';
import { StartFault } from './start-fault.js';

/** What has to be known to run one server as a child process. */
export type ServerSpec = {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** This process's own environment when absent. */
  readonly env?: NodeJS.ProcessEnv;
  /** Receives standard output and standard error. */
  readonly logFile: string;
  /** How long it may take to end after SIGTERM before it is killed. */
  readonly stopWithinMs: number;
  /** How long it may take to answer after its start. */
  readonly startWithinMs: number;
  /** Where it listens: it is not started while somebody else has that port. */
  readonly listens?: WantedPort;
  /** Says from the last lines of its log why it ended; the last line does when this is absent. */
  readonly explain?: (lines: readonly string[]) => string;
  /** Removed when this process ends without stopping the server (for servers of tests). */
  readonly temporaryFolder?: string;
  /** Puts in place what the server reads at its start. */
  readonly prepare?: () => Promise<void>;
  /** Resolves when the server answers, rejects while it does not. */
  readonly probe: (signal: AbortSignal) => Promise<void>;
};

export type Exit = {
  /** In words: "exit code 1", "killed by SIGKILL". */
  readonly how: string;
  readonly lastWords: string;
  /** It was told to stop, did not in time, and was killed. */
  readonly disobeyed: boolean;
};

export type RunningServer = {
  readonly name: string;
  readonly pid: number;
  readonly exited: Promise<Exit>;
  /** What its log has ended with until now. */
  lastWords(): string;
  /** SIGTERM, and SIGKILL for the whole group when that was not enough in time. */
  stop(withinMs?: number): Promise<void>;
  kill(signal: NodeJS.Signals): void;
};

/** Starts a server in a process group of its own and waits until it answers. */
export async function startServer(spec: ServerSpec, signal?: AbortSignal): Promise<RunningServer> {
  signal?.throwIfAborted();
  if (spec.listens !== undefined) await requireFreePort(spec.name, spec.listens);
  await spec.prepare?.();
  const server = await launch(spec);
  try {
    await waitUntilReady(spec, server, signal);
    return server;
  } catch (fault) {
    await server.stop();
    throw fault;
  }
}

async function launch(spec: ServerSpec): Promise<RunningServer> {
  mkdirSync(dirname(spec.logFile), { recursive: true });
  const logStart = logSize(spec.logFile);
  const explain = spec.explain ?? ((lines) => lines.at(-1) ?? '');
  const lastWords = (): string => explain(readLastLines(spec.logFile, logStart));
  const child = spawnInOwnGroup(spec);
  const pid = await started(spec, child);
  const keeper = keepGroup(pid, spec.temporaryFolder);
  let disobeyed = false;
  const exited = new Promise<Exit>((resolve) => {
    child.once('exit', (code, signal) => {
      killGroup(pid);
      keeper.release();
      const how = signal === null ? `exit code ${code}` : `killed by ${signal}`;
      resolve({ how, lastWords: lastWords(), disobeyed });
    });
  });
  const stop = async (withinMs = spec.stopWithinMs): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGTERM');
    const timer = setTimeout(() => {
      disobeyed = true;
      killGroup(pid);
    }, withinMs);
    await exited;
    clearTimeout(timer);
  };
  return { name: spec.name, pid, exited, lastWords, stop, kill: (signal) => void child.kill(signal) };
}

function spawnInOwnGroup(spec: ServerSpec): ChildProcess {
  const log = openSync(spec.logFile, 'a');
  try {
    return spawn(spec.command, spec.args, {
      detached: true,
      stdio: ['ignore', log, log],
      ...(spec.env && { env: spec.env }),
    });
  } finally {
    closeSync(log);
  }
}

function started(spec: ServerSpec, child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    if (child.pid !== undefined) resolve(child.pid);
    child.once('error', (fault) => reject(new StartFault(`${spec.name} could not be started: ${fault.message}.`)));
  });
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // The group ended in the meantime.
  }
}

async function waitUntilReady(spec: ServerSpec, server: RunningServer, signal?: AbortSignal): Promise<void> {
  const ended = new AbortController();
  void server.exited.then((exit) => ended.abort(endedEarly(spec, exit)));
  const tooLate = AbortSignal.timeout(spec.startWithinMs);
  const giveUp = AbortSignal.any([ended.signal, tooLate, ...(signal === undefined ? [] : [signal])]);
  try {
    await untilResolved(() => spec.probe(giveUp), giveUp);
  } catch (fault) {
    throw tooLate.aborted ? notReady(spec, server.lastWords()) : fault;
  }
}

function endedEarly(spec: ServerSpec, exit: Exit): StartFault {
  const words = exit.lastWords === '' ? `its log ${spec.logFile} is empty` : exit.lastWords;
  return new StartFault(`${spec.name} ended at its start (${exit.how}): ${words}`);
}

function notReady(spec: ServerSpec, lastWords: string): StartFault {
  const seconds = Math.round(spec.startWithinMs / 1000);
  return new StartFault(`${spec.name} did not answer within ${seconds} s of its start (log ${spec.logFile}): ${lastWords}`);
}
