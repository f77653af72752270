import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { expect, inject, it } from 'vitest';
import { takeFreePorts } from '../support/free-ports.js';
import { TEST_TOKENS, signTestToken } from '../support/api.js';
import { runCommand, startCommand } from '../support/command.js';
import { bulkAnswer, readBulk, readPush, startLogReceiver } from '../support/log-receiver.js';
import { eventually, openTestDatabase, openTestRedis, randomName } from '../support/namespace.js';
import { makeTemporaryFolder, startPrivateRedis } from '../support/servers.js';

/** Each with characters that addresses write in another way. */
const plant = (name: string) => `${name}+planted/${randomName()}=`;
const SECRETS = {
  redis: plant('redis'),
  mongodb: plant('mongodb'),
  elasticsearch: plant('elasticsearch'),
  loki: plant('loki'),
  traces: plant('traces'),
  tokens: `${plant('tokens')} with more than 32 characters`,
  ids: `${plant('ids')} with more than 32 characters`,
};

/** All ways in which a secret may be written. */
function waysToWrite(secret: string): string[] {
  return [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1), Buffer.from(secret).toString('base64').slice(0, -4)];
}

function findSecrets(text: string, secrets: readonly string[]): string[] {
  return secrets.flatMap(waysToWrite).filter((each) => text.includes(each));
}

async function startReceivers() {
  // What a broken proxy might do: an answer that repeats what it was shown.
  let isRepeating = true;
  const loki = await startLogReceiver((request, response) => {
    if (isRepeating) return void response.writeHead(400).end(`not with ${String(request.headers.authorization)}`);
    response.writeHead(204).end();
  });
  const elasticsearch = await startLogReceiver((request, response) => {
    if (isRepeating) return void response.writeHead(401).end(`not with ${String(request.headers.authorization)}`);
    response.end(request.method === 'POST' ? bulkAnswer(readBulk(request).map(() => 201)) : '{}');
  });
  const traces = await startLogReceiver((request, response) => void response.writeHead(400).end(`not with ${String(request.headers.authorization)}`));
  return { loki, elasticsearch, traces, stopRepeating: () => void (isRepeating = false) };
}

/** A database whose user has the planted password, and its address with it. */
async function openGuardedDatabase(): Promise<{ name: string; url: string }> {
  const { db } = openTestDatabase();
  const user = `user-${randomName()}`;
  await db.command({ createUser: user, pwd: SECRETS.mongodb, roles: ['readWrite'] });
  const url = new URL(inject('mongodbUrl'));
  url.username = user;
  url.password = encodeURIComponent(SECRETS.mongodb);
  url.searchParams.set('authSource', db.databaseName);
  return { name: db.databaseName, url: url.href };
}

/** Sends what nobody should, on a bare socket. */
function sendBroken(port: number, text: string): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.end(text));
    socket.on('error', () => resolve()).on('close', () => resolve());
    socket.resume();
  });
}

it('no secret is in what API, worker and exporter write, show or ship, whatever goes wrong', async () => {
  const { loki, elasticsearch, traces, stopRepeating } = await startReceivers();
  const redis = await startPrivateRedis();
  await openTestRedis(redis.url).config('SET', 'requirepass', SECRETS.redis);
  const database = await openGuardedDatabase();
  const folder = await makeTemporaryFolder('secrets');
  const [apiPort = 0, workerPort = 0, exporterPort = 0] = await takeFreePorts(3);
  const settings = {
    REDIS_URL: `redis://:${encodeURIComponent(SECRETS.redis)}@127.0.0.1:${redis.port}`,
    MONGODB_URL: database.url,
    MINING_MONGODB_DATABASE: database.name,
    MINING_TOKEN_SECRET: SECRETS.tokens,
    MINING_TOKEN_ISSUER: TEST_TOKENS.issuer,
    MINING_TOKEN_AUDIENCE: TEST_TOKENS.audience,
    MINING_API_PORT: String(apiPort),
    MINING_WORKER_PORT: String(workerPort),
    MINING_LOG_LEVEL: 'debug',
    MINING_LOG_IDS: 'hashed',
    MINING_LOG_IDS_SECRET: SECRETS.ids,
    MINING_LOG_LOKI_URL: loki.url,
    MINING_LOG_LOKI_TOKEN: SECRETS.loki,
    OTEL_EXPORTER_OTLP_ENDPOINT: traces.url,
    OTEL_EXPORTER_OTLP_HEADERS: `authorization=Bearer%20${encodeURIComponent(SECRETS.traces)}`,
    MINING_TRACES_SAMPLE_RATIO: '1',
    MINING_LOG_ELASTICSEARCH_URL: elasticsearch.url.replace('//', `//elastic:${encodeURIComponent(SECRETS.elasticsearch)}@`),
  };
  const commands = [['api'], ['worker'], ['exporter', '--discover', '--port', String(exporterPort)]];
  const logFiles = commands.map(([name]) => join(folder, `${name}.ndjson`));
  let output = '';
  commands.forEach((command, index) => {
    const child = startCommand(command, { cwd: folder, env: { ...settings, MINING_LOG_FILE: logFiles[index] ?? '' } });
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (data) => (output += String(data)));
  });
  const urls = [apiPort, workerPort, exporterPort].map((port) => `http://127.0.0.1:${port}`);
  for (const url of urls) await eventually(() => fetch(`${url}/readyz`).then(({ ok }) => ok, () => false));

  const token = await signTestToken('user-1', 'click', 600, SECRETS.tokens);
  const strangers = await signTestToken('user-1', 'click', 600, 'the secret of somebody else, long enough');
  const post = (bearer: string, key: string, body?: string) =>
    fetch(`${urls[0]}/api/mining/click`, {
      method: 'POST',
      headers: { authorization: `Bearer ${bearer}`, 'idempotency-key': key, ...(body !== undefined && { 'content-type': 'application/json' }) },
      ...(body !== undefined && { body }),
    }).then(({ status }) => status);
  // The first click of a process that has just started may be too slow for the API's patience: it is sent again, as clients do.
  await eventually(async () => [202, 200].includes(await post(token, 'key-00000001')));
  expect(await post(strangers, 'key-00000002')).toBe(401);
  expect(await post(token, 'key-00000003', `{"${token}`)).toBe(400);
  await fetch(`${urls[0]}/api/mining/click/status?key=key-00000001`, { headers: { authorization: `Bearer ${token}` } });
  await sendBroken(apiPort, `POST /api/mining/click HTTP/1.1\r\nauthorization: Bearer ${token}\r\nbroken header\r\n\r\n`);
  await redis.kill('SIGSTOP');
  expect(await post(token, 'key-00000004')).toBe(503);
  await redis.kill('SIGCONT');
  await eventually(() => loki.requests.length > 2 && elasticsearch.requests.length > 2);
  stopRepeating();
  const pushed = () => loki.requests.flatMap(readPush).map(({ line }) => line);
  expect(await post(token, 'key-00000005')).toBeGreaterThan(0);
  await redis.kill('SIGKILL');
  await post(token, 'key-00000006');
  const bulk = () => elasticsearch.requests.filter(({ method }) => method === 'POST').flatMap(readBulk);
  await eventually(() => bulk().some(({ document }) => document['where'] !== undefined) && ['worker', 'exporter'].every((name) => pushed().some((line) => line['service'] === `mining-click-${name}`)));
  await eventually(() => logFiles.every((file) => readFileSync(file, 'utf8').includes('"message":"fault"')));

  const pages = await Promise.all(urls.map(async (url) => (await fetch(`${url}/api/metrics`)).text()));
  const startUps = await Promise.all([
    runCommand(['api'], { cwd: folder, env: { ...settings, MINING_API_PORT: '0', MINING_LOG_FILE: '' } }),
    runCommand(['worker'], { cwd: folder, env: { ...settings, MINING_LOG_LOKI_URL: `ftp://user:${SECRETS.loki}@127.0.0.1`, MINING_LOG_IDS_SECRET: SECRETS.ids.slice(0, 20) } }),
  ]);
  expect(startUps.map(({ code }) => code)).toEqual([1, 1]);
  const logs = () => logFiles.map((file) => readFileSync(file, 'utf8'));
  const shipped = () => [...loki.requests, ...elasticsearch.requests].map(({ body }) => body.toString('latin1'));
  const gather = () => [output, ...logs(), ...pages, ...shipped(), ...startUps.flatMap(({ stdout, stderr }) => [stdout, stderr])].join('\n');

  // They were in use, or their absence would prove nothing.
  const seen = ['not with', 'HTTP 400', 'HTTP 401', 'Redis connection', 'sending spans', 'mining_click_requests_total', 'MINING_LOG_LOKI_URL is not valid'];
  await expect.poll(() => seen.filter((each) => !gather().includes(each))).toEqual([]);
  const everything = gather();
  expect(loki.requests[0]?.headers.authorization).toBe(`Bearer ${SECRETS.loki}`);
  expect(traces.requests[0]?.headers.authorization).toBe(`Bearer ${SECRETS.traces}`);
  expect(elasticsearch.requests[0]?.headers.authorization).toBe(`Basic ${Buffer.from(`elastic:${SECRETS.elasticsearch}`).toString('base64')}`);
  const secrets = [...Object.values(SECRETS), `elastic:${SECRETS.elasticsearch}`, token, strangers, ...[token, strangers].map((each) => each.split('.')[2] ?? '')];
  expect(findSecrets(everything, secrets)).toEqual([]);
  // Hashed ids: neither the user nor the keys of clicks.
  expect(everything).not.toMatch(/"user-1"|key-0000000/);
});

it('the search for secrets finds each, however it is written', () => {
  for (const secret of Object.values(SECRETS)) {
    for (const way of waysToWrite(secret)) expect(findSecrets(`before ${way} after`, [secret]), way).toContain(way);
  }
});
