import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { signTokens } from '../sign-tokens.js';
import type { UpSettings } from './settings.js';

const LIFE_SECONDS = 12 * 3600;

/**
 * Keeps a token for Prometheus in a file, which it reads at every scrape: a new one each time that half of the life of the
 * last is over. Returns what ends that.
 */
export async function keepMetricsToken(file: string, { tokens, mostTokenSeconds }: UpSettings): Promise<() => void> {
  const lifeSeconds = Math.min(LIFE_SECONDS, mostTokenSeconds);
  mkdirSync(dirname(file), { recursive: true });
  const write = async (): Promise<void> => {
    const tokenOf = await signTokens(['prometheus'], { ...tokens, lifeSeconds, scope: 'metrics' });
    writeFileSync(`${file}.unfinished`, tokenOf('prometheus'), { mode: 0o600 });
    renameSync(`${file}.unfinished`, file);
  };
  await write();
  const timer = setInterval(() => void write(), lifeSeconds * 500);
  return () => clearInterval(timer);
}
