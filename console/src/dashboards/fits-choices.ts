import type { LogLine } from '../../../src/console/found.ts';
import type { VariableChoice } from '../../../src/console/measured.ts';
import { ALL } from './variables.ts';

/** Whether a line is one of those that the variables of the logs' dashboard choose. */
export function fitsChoices({ process, level, fields }: LogLine, choices: VariableChoice): boolean {
  const has = (variable: string, value: unknown): boolean => {
    const chosen = choices[variable] ?? [];
    return chosen.length === 0 || chosen.includes(ALL) || chosen.includes(String(value));
  };
  return has('job', process) && has('level', level) && has('status', fields['status']) && has('error_code', fields['errorCode']);
}
