import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isGiven, type Environment } from '../config/variables.js';

/** Where `up` keeps the secret that it made for development, below the folder that it was started in. */
export const TOKEN_SECRET_FILE = join('var', 'token-secret');

/** The environment, with the development secret of `up` where none is set. */
export function findTokenEnvironment(env: Environment, folder: string): Environment {
  if (isGiven(env, 'MINING_TOKEN_SECRET')) return env;
  try {
    return { ...env, MINING_TOKEN_SECRET: readFileSync(join(folder, TOKEN_SECRET_FILE), 'utf8').trim() };
  } catch {
    return env;
  }
}
