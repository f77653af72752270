#!/usr/bin/env node
import { Command } from 'commander';
import { ConfigError } from '../config/read-settings.js';
import { StartFault } from '../embedded/start-fault.js';
import { createAlertsCommand } from './alerts.js';
import { createApiCommand } from './api.js';
import { createAuditCommand } from './audit.js';
import { createLoadCommand } from './load.js';
import { createTokenCommand } from './token.js';
import { createUpCommand } from './up.js';
import { createWorkerCommand } from './worker.js';

const program = new Command('mining-clicks')
  .description('An observable mining-click pipeline: HTTP API, queue, exactly-once ledger')
  .addCommand(createUpCommand())
  .addCommand(createApiCommand())
  .addCommand(createWorkerCommand())
  .addCommand(createLoadCommand())
  .addCommand(createAuditCommand())
  .addCommand(createAlertsCommand())
  .addCommand(createTokenCommand());

try {
  await program.parseAsync();
} catch (error) {
  const isForPeople = error instanceof ConfigError || error instanceof StartFault;
  console.error(isForPeople ? `mining-clicks: ${error.message}` : error);
  process.exitCode = 1;
}
