/** Whether a dead letter's message is MongoDB's word that a field of the user's account is not the number it should be. */
export function tellsOfAccount(message: string): boolean {
  return message.includes('of non-numeric type');
}

/** Puts the accounts of all open refused clicks right; for the folder of the pipeline. */
export const REPAIR_ALL = 'node dist/src/cli/main.js repair-account --refused';

/** For the folder of the pipeline. A user may be any visible text: for the shell it is one word, and for the command no option. */
export function repairCommand(userId: string): string {
  const word = /^[\w.@-]+$/.test(userId) ? userId : `'${userId.replaceAll("'", String.raw`'\''`)}'`;
  return `node dist/src/cli/main.js repair-account ${userId.startsWith('-') ? '-- ' : ''}${word}`;
}
