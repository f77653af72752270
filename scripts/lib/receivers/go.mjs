import { spawnSync } from 'node:child_process';
import { fail } from '../run.mjs';

const MAJOR = 1;
const MINOR = 26;
const PATCH = 5;

/** Ends with one sentence when there is no Go that can build the receivers. */
export function requireGo() {
  const { stdout } = spawnSync('go', ['env', 'GOVERSION'], { encoding: 'utf8', env: goEnvironment() });
  const [major = 0, minor = 0, patch = 0] = (/^go(\d+)\.(\d+)(?:\.(\d+))?/.exec(stdout ?? '') ?? []).slice(1).map((part) => Number(part ?? 0));
  const isEnough = major > MAJOR || (major === MAJOR && (minor > MINOR || (minor === MINOR && patch >= PATCH)));
  if (isEnough) return;
  const present = major === 0 ? 'there is none on the PATH' : `this is ${major}.${minor}.${patch}`;
  fail(`The receivers of log lines are built with Go ${MAJOR}.${MINOR}.${PATCH} or newer, ${present}: install it, then start again.`);
}

/**
 * Builds a program of the module in `tools`, whose go.mod and go.sum say what of, byte by byte.
 *
 * @param {string} tools
 * @param {string} program its import path
 * @param {string} target folder that gets it
 */
export function buildGoProgram(tools, program, target) {
  const args = ['build', '-trimpath', '-ldflags=-s', '-o', `${target}/`, program];
  const { status } = spawnSync('go', args, { cwd: tools, env: goEnvironment(), stdio: ['ignore', 'inherit', 'inherit'] });
  if (status === 0) return;
  fail(`${program} could not be built (see above): check that the Go module proxy can be reached, then start again.`);
}

function goEnvironment() {
  return { ...process.env, CGO_ENABLED: '0', GOTOOLCHAIN: 'local', GOWORK: 'off', GOFLAGS: '-mod=readonly -buildvcs=false' };
}
