import { Command } from 'commander';
import { runDoctor } from './doctor/doctor-command.js';

/** Wider lines are hard to read. */
const WIDEST = 100;
const NARROWEST = 60;

/** `doctor`: are Redis and MongoDB set up to keep the promises? */
export function createDoctorCommand(): Command {
  return new Command('doctor')
    .description('say in sentences whether Redis and MongoDB are set up to keep the promises; exit code 1 if they are not')
    .option('--json', 'the same for programs', false)
    .action(async ({ json }: { json: boolean }) => {
      const width = Math.max(NARROWEST, Math.min(process.stdout.columns || 80, WIDEST));
      const { text, exitCode } = await runDoctor({ json, env: process.env, folder: process.cwd(), width });
      // A store that stopped answering may hold its connection for longer than anybody wants to wait.
      process.stdout.write(`${text}\n`, () => process.exit(exitCode));
    });
}
