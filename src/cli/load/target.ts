import { join } from 'node:path';
import { readTokenSettings } from '../../config/config.js';
import type { Environment } from '../../config/read-settings.js';
import { StartFault } from '../../embedded/start-fault.js';
import { readStackFile } from '../stack-file.js';
import { findTokenEnvironment } from '../token-secret.js';

/** Where the load goes, and what signs its tokens. */
export type Target = {
  readonly url: URL;
  readonly secret: string;
  readonly issuer: string;
  readonly audience: string;
};

export type TargetSources = {
  readonly env: Environment;
  /** The folder that the running stack was started in. */
  readonly folder: string;
};

/**
 * Finds the API: as asked for, else that of the running stack, else where the settings say that it listens.
 *
 * @throws StartFault or ConfigError, for the person at the terminal.
 */
export function findTarget(asked: string | undefined, { env, folder }: TargetSources): Target {
  const { MINING_LISTEN_HOST: host = '127.0.0.1', MINING_API_PORT: port = '8080' } = env;
  const text = asked ?? readStackFile(join(folder, 'var'))?.api ?? `http://${host}:${port}`;
  if (!URL.canParse(text)) throw new StartFault(`"${text}" is no URL; write one as http://127.0.0.1:8080.`);
  return { url: new URL(text), ...readTokenSettings(findTokenEnvironment(env, folder)) };
}
