const MAJOR = 20;
const MINOR = 19;

/** Ends with one sentence when this Node cannot run the project. Works on any Node that knows modules. */
export function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > MAJOR || (major === MAJOR && minor >= MINOR)) return;
  const present = process.versions.node;
  console.error(`mining-clicks needs Node ${MAJOR}.${MINOR} or newer, this is ${present}: install a newer one, then start again.`);
  process.exit(1);
}
