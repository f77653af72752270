#!/usr/bin/env node
import { Command } from 'commander';
import { ConfigError } from '../config/read-settings.js';
import { StartFault } from '../embedded/start-fault.js';

/** Loaded when they are asked for: most of them bring clients of stores that the others do not need. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  up: async () => (await import('./up.js')).createUpCommand(),
  api: async () => (await import('./api.js')).createApiCommand(),
  worker: async () => (await import('./worker.js')).createWorkerCommand(),
  exporter: async () => (await import('./exporter.js')).createExporterCommand(),
  load: async () => (await import('./load.js')).createLoadCommand(),
  audit: async () => (await import('./audit.js')).createAuditCommand(),
  'find-missing': async () => (await import('./find-missing.js')).createFindMissingCommand(),
  'dead-letters': async () => (await import('./dead-letters.js')).createDeadLettersCommand(),
  alerts: async () => (await import('./alerts.js')).createAlertsCommand(),
  archive: async () => (await import('./archive.js')).createArchiveCommand(),
  erase: async () => (await import('./erase.js')).createEraseCommand(),
  'repair-account': async () => (await import('./repair-account.js')).createRepairAccountCommand(),
  backup: async () => (await import('./backup.js')).createBackupCommand(),
  restore: async () => (await import('./restore.js')).createRestoreCommand(),
  doctor: async () => (await import('./doctor.js')).createDoctorCommand(),
  reopen: async () => (await import('./reopen.js')).createReopenCommand(),
  rules: async () => (await import('./rules.js')).createRulesCommand(),
  config: async () => (await import('./config.js')).createConfigCommand(),
  token: async () => (await import('./token.js')).createTokenCommand(),
};

const program = new Command('mining-clicks')
  .description('An observable mining-click pipeline: HTTP API, queue, exactly-once ledger');
const [, , asked = ''] = process.argv;
const wanted = asked in COMMANDS ? [asked] : Object.keys(COMMANDS);
for (const name of wanted) program.addCommand(await (COMMANDS[name] as () => Promise<Command>)());

try {
  await program.parseAsync();
} catch (error) {
  const isForPeople = error instanceof ConfigError || error instanceof StartFault;
  console.error(isForPeople ? `mining-clicks: ${error.message}` : error);
  process.exitCode = 1;
}
