import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MongoClient } from 'mongodb';
import { inject } from 'vitest';
import { findAlerts } from '../../src/cli/alerts/monitoring-api.js';
import { PACKAGE_FOLDER } from '../../src/cli/package-folder.js';
import type { StackProcess } from '../../src/cli/stack-file.js';
import { serverSpecs } from '../../src/cli/up/server-specs.js';
import { readUpSettings, type UpSettings } from '../../src/cli/up/settings.js';
import { startServer, type RunningServer, type ServerSpec } from '../../src/embedded/server.js';
import { openCollections, type LedgerCollections } from '../../src/ledger/documents.js';
import { BUSY_MACHINE } from '../support/busy-machine.js';
import { eventually } from '../support/namespace.js';
import { copyMonitoringFiles, writeScaledFiles } from '../support/monitoring-files.js';
import { openWebhook, type Webhook } from '../support/webhook.js';

/** Everything that `up` runs, each process open to faults and started again only by the test. */
export type FaultStack = {
  readonly settings: UpSettings;
  readonly webhook: Webhook;
  readonly ledger: LedgerCollections;
  readonly mongo: MongoClient;
  start(name: StackProcess): Promise<void>;
  kill(name: StackProcess, signal: NodeJS.Signals): Promise<void>;
  /** Waits until Alertmanager has none of these alerts. */
  untilQuiet(alertnames: readonly string[]): Promise<void>;
  /** Waits until Alertmanager has this alert and keeps it back because of another one. */
  untilInhibited(alertname: string): Promise<void>;
  close(): Promise<void>;
};

const ORDER: readonly StackProcess[] = ['redis', 'mongod', 'api', 'worker', 'alertmanager', 'prometheus'];
const SETTINGS = { MINING_API_PORT: '0', MINING_WORKER_PORT: '0', MINING_LIMIT_GLOBAL_RATE: '0', MINING_LIMIT_IP_RATE: '0', ...BUSY_MACHINE };

/** Starts a stack on the generated files, in their time or in a time of its own. `more` are settings of API and worker. */
export async function openStack(timeFactor?: number, more: Readonly<Record<string, string>> = {}): Promise<FaultStack> {
  const folder = await mkdtemp(join(tmpdir(), 'mining-clicks-test-faults-'));
  const webhook = await openWebhook();
  const generated = join(folder, 'generated');
  if (timeFactor === undefined) copyMonitoringFiles(generated, webhook.url);
  else writeScaledFiles(generated, webhook.url, timeFactor);
  const settings = { ...(await readUpSettings({ PATH: process.env['PATH'], ...SETTINGS, ...more }, folder)), generated };
  const specs = serverSpecs(settings, inject('programs'));
  const running = new Map<StackProcess, RunningServer>();
  const start = async (name: StackProcess): Promise<void> => {
    const spec = specs[name];
    if (spec !== undefined) running.set(name, await startServer(forTests(spec, folder)));
  };
  for (const name of ORDER) await start(name);
  const mongo = new MongoClient(settings.mongodbUrl, { serverSelectionTimeoutMS: 5_000 });
  return {
    settings,
    webhook,
    mongo,
    ledger: openCollections(mongo.db(settings.mongodbDatabase)),
    start,
    kill: async (name, signal) => {
      running.get(name)?.kill(signal);
      if (signal === 'SIGKILL' || signal === 'SIGTERM') await running.get(name)?.exited;
    },
    ...watchAlertmanager(`http://127.0.0.1:${settings.ports.alertmanager}`),
    close: async () => {
      for (const server of running.values()) server.kill('SIGCONT');
      for (const name of ORDER.toReversed()) await running.get(name)?.stop();
      await mongo.close();
      webhook.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function watchAlertmanager(url: string): Pick<FaultStack, 'untilQuiet' | 'untilInhibited'> {
  const find = (alertname: string) => findAlerts(url, 'alertname', alertname);
  return {
    untilQuiet: async (alertnames) => {
      await eventually(async () => (await Promise.all(alertnames.map(find))).flat().length === 0);
    },
    untilInhibited: async (alertname) => {
      await eventually(async () => (await find(alertname)).some(({ status }) => status.inhibitedBy.length > 0));
    },
  };
}

/** Gone with vitest, runs what was built, and lets a test make MongoDB slow. */
function forTests(spec: ServerSpec, temporaryFolder: string): ServerSpec {
  const args = spec.args.map((arg) => (arg.endsWith('/cli/main.js') ? join(PACKAGE_FOLDER, 'dist/src/cli/main.js') : arg));
  const more = spec.name === 'mongod' ? ['--setParameter', 'enableTestCommands=1'] : [];
  return { ...spec, args: [...args, ...more], temporaryFolder };
}
