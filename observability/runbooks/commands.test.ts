import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { createAlertsCommand } from '../../src/cli/alerts.js';
import { createAuditCommand } from '../../src/cli/audit.js';
import { createConfigCommand } from '../../src/cli/config.js';
import { createDeadLettersCommand } from '../../src/cli/dead-letters.js';
import { createDoctorCommand } from '../../src/cli/doctor.js';
import { createFindMissingCommand } from '../../src/cli/find-missing.js';
import { createReopenCommand } from '../../src/cli/reopen.js';
import { createRepairAccountCommand } from '../../src/cli/repair-account.js';
import { createTokenCommand } from '../../src/cli/token.js';
import { createWorkerCommand } from '../../src/cli/worker.js';
import type { StackFile } from '../../src/cli/stack-file.js';
import { readCodeBlocks } from '../../src/console/runbook-blocks.js';
import { CLICK_ENDPOINT, documentedAnswers } from '../../src/telemetry/label-values.js';
import { listFiles, readProjectFile } from '../../test/docs/markdown.js';
import { readRunbooks } from './read-runbooks.js';

const commands = readRunbooks().flatMap(({ name, text }) =>
  readCodeBlocks(text)
    .filter(({ language }) => language === 'sh')
    .flatMap(({ mark, code }) => code.split('\n').map((line) => ({ runbook: name, isOptional: mark === 'if-installed', line }))),
);

/** What is on every machine that runs the stack, and what may be missing: said beside the command. */
const PROGRAMS = ['curl', 'date', 'df', 'grep', 'head', 'kill', 'node', 'ps', 'sort', 'tail', 'uniq', 'xargs'];
const OPTIONAL_PROGRAMS = ['mongosh', 'redis-cli'];

/** Commands of the CLI that runbooks use. */
const CLI: readonly Command[] = [createAlertsCommand(), createAuditCommand(), createConfigCommand(), createDeadLettersCommand(), createDoctorCommand(), createFindMissingCommand(), createReopenCommand(), createRepairAccountCommand(), createTokenCommand(), createWorkerCommand()];

/** The command, or the command below it, that the words name, with its options; undefined when there is no such one. */
function findCommand([name, ...words]: readonly string[], among = CLI): string[] | undefined {
  const command = among.find((each) => each.name() === name);
  if (command === undefined || command.commands.length === 0) return command?.options.map(({ long }) => long ?? '');
  return findCommand(words, command.commands);
}

const STACK_FIELDS = ['alertmanager', 'api', 'mongodbUrl', 'pids.api', 'pids.mongod', 'pids.redis', 'pids.worker', 'prometheus', 'redisUrl', 'worker'] as const;
/** Compiled only: the fields above are in the stack's file. */
export type CheckedFields = readonly (keyof StackFile | `pids.${keyof StackFile['pids']}`)[];
const fields: CheckedFields = STACK_FIELDS;

/** Addresses that Prometheus and Alertmanager answer. */
const MONITORING_PATHS = ['/-/ready', '/api/v1/rules', '/api/v1/targets', '/api/v2/alerts'];

/** Log files below var/logs that `up` has written; see the specifications of its servers. */
const LOGS = [...['api.ndjson', 'worker.ndjson', '*.ndjson', 'api.out.log', 'worker.out.log'], ...['mongod.log', 'redis.log', 'alertmanager.log']];

/** Programs at the beginning, behind a pipe, and inside `$(...)`; what stands in single quotes is no command. */
function programsIn(line: string): string[] {
  const plain = line.replace(/'[^']*'/g, "''").replace(/"([^"$]*)"/g, '""');
  return [...plain.matchAll(/(?:^|\| |\$\()([\w-]+)/g)].map(([, program = '']) => program);
}

const matches = (line: string, pattern: RegExp): string[] => [...line.matchAll(pattern)].map(([, part = '']) => part);

/** What the field `where` of log lines can hold: what was being done when a fault came up. */
const sources = listFiles('.ts', 'src/').map(readProjectFile).join('\n');
const PLACES = [...matches(sources, /reportFault\('([^']+)'/g), `POST ${CLICK_ENDPOINT}`];

describe('the commands of the runbooks', () => {
  it('are there', () => expect(commands.length).toBeGreaterThan(50));

  it.each(commands)('$runbook: $line', ({ line, isOptional }) => {
    const [program = '', ...inner] = programsIn(line);
    expect(isOptional ? OPTIONAL_PROGRAMS : PROGRAMS).toContain(program);
    for (const each of inner) expect(PROGRAMS).toContain(each);
    for (const field of matches(line, /stack\.json"\)\.([\w.]+)/g)) expect(fields).toContain(field);
    for (const file of matches(line, /var\/logs\/([\w.*]+)/g)) expect(LOGS).toContain(file);
  });

  it.each(commands.filter(({ line }) => line.includes('curl')))('ask for what is answered: $line', ({ line }) => {
    const own = [...line.matchAll(/"\)\.(api|worker)'\)(\/[\w/.-]*)/g)];
    for (const [, process, path] of own) {
      const endpoints = documentedAnswers(process as 'api' | 'worker').map(({ endpoint }) => endpoint);
      expect(endpoints).toContain(path);
    }
    const others = matches(line, /"\)\.(?:prometheus|alertmanager)'\)(\/[\w/.-]*)/g);
    for (const path of others) expect(MONITORING_PATHS).toContain(path);
    expect(own.length + others.length).toBe(1);
  });

  it.each(commands.filter(({ line }) => /dist\/src\/cli|mining-clicks /.test(line)))('know the CLI: $line', ({ line }) => {
    const [, words = ''] = /node dist\/src\/cli\/main\.js ([^')]*)/.exec(line) ?? [];
    const known = findCommand(words.split(' '));
    expect(known).toBeDefined();
    for (const option of matches(words, /(--[\w-]+)/g)) expect(known).toContain(option);
  });

  it.each(commands.filter(({ line }) => line.includes('"where":')))('look for what is logged: $line', ({ line }) => {
    const places = matches(line, /"where":"([^"]+)"/g);
    expect(places.length).toBeGreaterThan(0);
    for (const place of places) expect(PLACES).toContain(place);
  });

  it('of npm are scripts of the package', () => {
    const { scripts } = JSON.parse(readProjectFile('package.json')) as { scripts: Record<string, string> };
    const named = readRunbooks().flatMap(({ text }) => [...text.matchAll(/npm (?:run )?([a-z][a-z:]*)/g)].map(([, script]) => script));
    for (const script of new Set(named)) expect(Object.keys(scripts)).toContain(script);
  });

  it.each([[['audit', 'all']], [['alerts', 'test']], [['doctor']], [['token']]])('may be %j', (words) => expect(findCommand(words)).toBeDefined());

  it.each([[['doctors']], [['alerts']], [['alerts', 'tests']], [['']]])('may not be %j', (words) => expect(findCommand(words)).toBeUndefined());

  it.each([
    [`grep 'a | b' x | sort "$(node -p 'c | d')"`, ['grep', 'sort', 'node']],
    [`kill -9 "$(node -p 'require("./var/stack.json").pids.api')"`, ['kill', 'node']],
  ])('are searched for programs: %s', (line, programs) => {
    expect(programsIn(line)).toEqual(programs);
  });
});
