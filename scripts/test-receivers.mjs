// npm run test:receivers: log lines sent to real Elasticsearch and VictoriaLogs, read back by query. `-- --loki` adds real
// Loki, `-- --collector` agents that read the log files, `-- --traces` spans sent to real Jaeger; other arguments go to vitest.
import { ensureBuild } from './lib/build.mjs';
import { ensureDependencies } from './lib/dependencies.mjs';
import { requireNode } from './lib/node-version.mjs';
import { ensureReceivers } from './lib/receivers/receivers.mjs';
import { runVitest } from './lib/vitest.mjs';

/** What is run besides the two of every run, by the argument that asks for it. */
const EXTRAS = /** @type {const} */ ({ '--loki': 'loki', '--collector': 'collector', '--traces': 'jaeger' });

requireNode();
ensureDependencies();

const args = process.argv.slice(2);
const extras = Object.entries(EXTRAS).filter(([flag]) => args.includes(flag)).map(([, name]) => name);
ensureReceivers(['elasticsearch', 'victorialogs', ...extras]);
ensureBuild();
const projects = ['receivers', ...extras.map((name) => `receivers-${name}`)].map((name) => `--project=${name}`);
await runVitest([...projects, ...args.filter((arg) => !(arg in EXTRAS))]);
