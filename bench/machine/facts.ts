import { readFileSync } from 'node:fs';
import { cpus, platform, release, totalmem } from 'node:os';

/** What the figures were measured on. */
export type MachineFacts = {
  readonly system: string;
  readonly processor: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly versions: Readonly<Record<string, string>>;
};

const PACKAGES = ['fastify', 'bullmq', 'ioredis', 'mongodb', 'jose', 'pino', 'prom-client'];

export function describeMachine(folder: string, servers: Readonly<Record<string, string>>): MachineFacts {
  const packages = PACKAGES.map((name) => [name, packageVersion(folder, name)]);
  const processors = cpus();
  return {
    system: `${platform()} ${release()}`,
    processor: processors[0]?.model ?? 'unknown',
    cores: processors.length,
    memoryGiB: Math.round(totalmem() / 1024 ** 3),
    versions: { node: process.versions.node, ...servers, ...(Object.fromEntries(packages) as Record<string, string>) },
  };
}

function packageVersion(folder: string, name: string): string {
  const text = readFileSync(`${folder}/node_modules/${name}/package.json`, 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
