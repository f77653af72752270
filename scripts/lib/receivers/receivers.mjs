import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { projectFolder } from '../project.mjs';
import { buildGoProgram, requireGo } from './go.mjs';
import { installElasticsearch, requireJava } from './java.mjs';

/**
 * @typedef {'victorialogs' | 'elasticsearch' | 'loki' | 'collector' | 'jaeger'} ReceiverName
 * @typedef {{
 *   title: string,
 *   expected: string,
 *   require: () => void,
 *   install: (tools: string, target: string) => void,
 * }} Receiver `require` ends the process when what the installation needs is missing; `install` does so when it fails.
 */

/** @type {Readonly<Record<ReceiverName, Receiver>>} */
const RECEIVERS = {
  victorialogs: {
    title: 'VictoriaLogs 1.51.1-0.20260624061259 (on VictoriaMetrics 1.148.8)',
    expected: 'about 90 s on two cores',
    require: requireGo,
    install: (tools, target) => buildGoProgram(tools, 'github.com/VictoriaMetrics/VictoriaLogs/app/victoria-logs', target),
  },
  elasticsearch: {
    title: 'Elasticsearch 8.19.21',
    expected: 'about 20 s',
    require: requireJava,
    install: installElasticsearch,
  },
  loki: {
    title: 'Loki 3.7.8',
    expected: 'about 11 minutes on two cores and 5 GB of Go caches, once',
    require: requireGo,
    install: (tools, target) => buildGoProgram(tools, 'github.com/grafana/loki/v3/cmd/loki', target),
  },
  collector: {
    title: 'OpenTelemetry Collector 0.149.0',
    expected: 'about 2 minutes on two cores, once',
    require: requireGo,
    install: (tools, target) => buildGoProgram(tools, 'mining-clicks/tools/collector', target),
  },
  jaeger: {
    title: 'Jaeger 1.76.0',
    expected: 'about 6 minutes on two cores and 2 GB of Go caches, once',
    require: requireGo,
    install: (tools, target) => buildGoProgram(tools, 'github.com/jaegertracing/jaeger/cmd/all-in-one', target),
  },
};

/**
 * Installs those of the named receivers that are missing, and says so line by line. What was installed from other files
 * than the present ones of tools/ does not count.
 *
 * @param {readonly ReceiverName[]} names
 */
export function ensureReceivers(names) {
  const missing = names.filter((name) => !existsSync(receiverFolder(name)));
  for (const name of missing) RECEIVERS[name].require();
  for (const name of missing) {
    const { title, expected, install } = RECEIVERS[name];
    console.log(`${title}: installing it, ${expected}`);
    const started = performance.now();
    // Built aside and then put in place, so that one that was interrupted is not taken for a whole one.
    const fresh = `${receiverFolder(name)}-${process.pid}`;
    rmSync(fresh, { recursive: true, force: true });
    mkdirSync(fresh, { recursive: true });
    install(toolsFolder(name), fresh);
    renameSync(fresh, receiverFolder(name));
    console.log(`${title}: installed in ${Math.round((performance.now() - started) / 1000)} s`);
  }
}

/**
 * Where a receiver is, or will be once it is installed: a folder of its own for each content of tools/.
 *
 * @param {ReceiverName} name
 */
export function receiverFolder(name) {
  return join(process.env['MINING_RECEIVERS_FOLDER'] || join(projectFolder, 'var/receivers'), `${name}-${digest(toolsFolder(name))}`);
}

/** @param {ReceiverName} name */
function toolsFolder(name) {
  return join(projectFolder, 'tools', name);
}

/** @param {string} folder */
function digest(folder) {
  const hash = createHash('sha256');
  for (const file of readdirSync(folder).sort()) hash.update(`${file}\0`).update(readFileSync(join(folder, file))).update('\0');
  return hash.digest('hex').slice(0, 12);
}
