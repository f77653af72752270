import type { TProperties } from 'typebox';
import { consoleLogs } from './sections/console-logs.js';
import { consoleParts } from './sections/console.js';
import { apiPort, edge, metricsAccess, operations, workerPort } from './sections/edge.js';
import { limits } from './sections/limits.js';
import { logs } from './sections/logs.js';
import { memoryGuard } from './sections/memory-guard.js';
import { process } from './sections/process.js';
import { queue } from './sections/queue.js';
import { replicas, stores } from './sections/stores.js';
import { tokens } from './sections/tokens.js';
import { traces } from './sections/traces.js';
import { rewards, workers } from './sections/workers.js';
import type { SettingNotes } from './setting.js';
import { nearNames } from './near-names.js';
import { canBeInFile, fileVariableOf, type Environment } from './variables.js';

/** Every setting of every process. */
const ALL: TProperties = {
  ...stores, ...replicas, ...process, ...traces, ...logs, ...queue, ...memoryGuard, ...limits, ...tokens, ...edge, ...metricsAccess, ...operations,
  ...apiPort, ...consoleLogs, ...consoleParts, ...workerPort, ...rewards, ...workers,
};

/** Read by agents that ship log lines and by the set-up of tests, which may share an environment with the processes. */
const OF_OTHERS = ['MINING_LOG_FILES', 'MINING_RECEIVERS_FOLDER'];

const FILES = Object.entries(ALL).flatMap(([name, notes]) => (canBeInFile(notes as SettingNotes) ? [fileVariableOf(name)] : []));
const KNOWN: ReadonlySet<string> = new Set([...Object.keys(ALL), ...FILES, ...OF_OTHERS]);

/** What Kubernetes puts into an environment for a Service whose name begins with "mining-". */
const SERVICE_LINK = /_SERVICE_(HOST|PORT(_\w+)?)$|_PORT_\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?$/;
const SERVICE_ADDRESS = /^(tcp|udp|sctp):\/\//;

/** A variable that looks like a setting and is none would be believed to do something. */
export function findUnknownSettings(env: Environment): string[] {
  return Object.keys(env)
    .filter((name) => name.startsWith('MINING_') && !KNOWN.has(name) && !isServiceLink(name, env[name] ?? ''))
    .map((name) => `${name} is no setting: did you mean ${nearNames(name, [...KNOWN])[0] ?? ''}?`);
}

function isServiceLink(name: string, value: string): boolean {
  return SERVICE_LINK.test(name) || (name.endsWith('_PORT') && SERVICE_ADDRESS.test(value));
}
