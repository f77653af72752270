// Loaded into a worker by NODE_OPTIONS=--import: its process dies, as for want of memory, when it is about to credit or
// reject a click whose key begins with "killer-".
import { createRequire } from 'node:module';

/** No entry of the package's: the types do not know it. */
const CONNECTION = `mongodb/lib/cmap/connection.js`;
const require = createRequire(`${process.cwd()}/`);
const { Connection } = require(CONNECTION);

/** @typedef {{ insert?: string, documents?: { idempotencyKey: string, status: string }[] }} Body */

const send = Connection.prototype.command;
/** @this {unknown} @param {unknown} namespace @param {Body} body @param {unknown[]} rest */
Connection.prototype.command = function command(namespace, body, ...rest) {
  const rows = body.insert === 'clicks' ? (body.documents ?? []) : [];
  const isDeadly = rows.some(({ idempotencyKey, status }) => idempotencyKey.startsWith('killer-') && status !== 'failed');
  if (isDeadly) process.kill(process.pid, 'SIGKILL');
  return send.call(this, namespace, body, ...rest);
};
