import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { API_SETTINGS, bucketLimitsOf, memoryMarksOf, readApiSettings, readExporterSettings, readStoreSettings, readWorkerSettings, rewardRulesOf } from './config.js';
import { explainSettings } from './read-settings.js';
import { showValue } from './variables.js';

const SECRET = { MINING_TOKEN_SECRET: 'a secret that is long enough for tests' };

describe('the settings', () => {
  it('have the documented defaults', () => {
    const settings = readApiSettings(SECRET);
    expect(settings).toMatchObject({ MINING_API_PORT: 8080, MINING_QUEUE_MAX_DEPTH: 5000, MINING_DURABILITY: 'safe' });
    expect(bucketLimitsOf(settings)).toEqual({
      global: { rate: 12_000, burst: 24_000 },
      user: { rate: 5, burst: 10 },
      ip: { rate: 20, burst: 40 },
    });
    expect(rewardRulesOf(readWorkerSettings({}))).toEqual({ amount: 1, cooldownMs: 0, dailyCap: 0 });
  });

  it('are read as numbers, frozen, and an empty variable counts as none', () => {
    const settings = readWorkerSettings({ MINING_WORKER_PORT: '9000', MINING_REWARD_COOLDOWN_SECONDS: '3', REDIS_URL: '' });
    expect(settings).toMatchObject({ MINING_WORKER_PORT: 9000, REDIS_URL: 'redis://127.0.0.1:6379' });
    expect(rewardRulesOf(settings).cooldownMs).toBe(3000);
    expect(Object.isFrozen(settings)).toBe(true);
  });

  it('report every fault at once, each with the name of the variable and what it may be', () => {
    const read = () => readApiSettings({ MINING_API_PORT: 'eighty', MINING_DURABILITY: 'strict', MINING_QUEUE_MAX_DEPTH: '0' });
    expect(read).toThrow(/MINING_API_PORT is "eighty"/);
    expect(read).toThrow(/MINING_DURABILITY is "strict"/);
    expect(read).toThrow(/MINING_QUEUE_MAX_DEPTH is "0"/);
    expect(read).toThrow(/MINING_TOKEN_SECRET is not set/);
  });

  it('of logs must go together, and never show what is in an address', () => {
    const read = (more: Record<string, string>) => () => readApiSettings({ ...SECRET, ...more });
    expect(read({ MINING_LOG_IDS: 'hashed' })).toThrow(/MINING_LOG_IDS_SECRET is not set/);
    expect(read({ MINING_LOG_IDS: 'hashed', MINING_LOG_IDS_SECRET: 'x'.repeat(32) })).not.toThrow();
    for (const address of ['ftp://user:planted@host', 'http://user:planted@host:port', 'planted']) {
      expect(read({ MINING_LOG_LOKI_URL: address })).toThrow(/^(?!.*planted).*MINING_LOG_LOKI_URL is not valid/s);
    }
  });

  it('of the memory guard must leave room between the marks', () => {
    const read = (close: string, open: string) => () =>
      readApiSettings({ ...SECRET, MINING_REDIS_MEMORY_CLOSE_PERCENT: close, MINING_REDIS_MEMORY_OPEN_PERCENT: open });
    expect(memoryMarksOf(readApiSettings(SECRET))).toEqual({ closeAt: 0.75, openBelow: 0.65 });
    expect(read('80', '80')).toThrow(/MINING_REDIS_MEMORY_OPEN_PERCENT is "80": it must be less than MINING_REDIS_MEMORY_CLOSE_PERCENT \(80\)/);
    expect(read('80', '79')).not.toThrow();
    expect(read('101', '79')).toThrow(/MINING_REDIS_MEMORY_CLOSE_PERCENT is "101"/);
  });

  it('never show a secret', () => {
    expect(() => readApiSettings({ MINING_TOKEN_SECRET: 'short secret' })).toThrow(/^(?!.*short secret).*MINING_TOKEN_SECRET is not valid/s);
  });

  it('refuse a prefix without a hash tag: the scripts would not run in a cluster', () => {
    expect(() => readStoreSettings({ MINING_REDIS_PREFIX: 'clicks' })).toThrow(/MINING_REDIS_PREFIX/);
  });
});

const read = (env: Record<string, string>) => () => readApiSettings({ ...SECRET, ...env });

describe('a variable that begins with MINING_ and is no setting', () => {
  it('is refused by every process, with the setting that was meant', () => {
    expect(read({ MINING_QUEUE_MAX_DEPT: '10' })).toThrow('MINING_QUEUE_MAX_DEPT is no setting: did you mean MINING_QUEUE_MAX_DEPTH?');
    expect(() => readWorkerSettings({ MINING_REWARD_AMMOUNT: '2' })).toThrow(/did you mean MINING_REWARD_AMOUNT/);
    expect(() => readExporterSettings({ MINING_LOG_LEVL: 'debug' })).toThrow(/did you mean MINING_LOG_LEVEL/);
  });

  it('is passed over when it is known for another purpose: of agents, of tests, of Kubernetes', () => {
    expect(read({ MINING_LOG_FILES: '/var/log/*.ndjson', MINING_RECEIVERS_FOLDER: '/opt', MINING_REWARD_AMOUNT: '2' })).not.toThrow();
    const links = {
      MINING_CLICK_API_SERVICE_HOST: '10.0.0.1',
      MINING_CLICK_API_SERVICE_PORT_HTTP: '8080',
      MINING_CLICK_API_PORT: 'tcp://10.0.0.1:8080',
      MINING_CLICK_API_PORT_8080_TCP_ADDR: '10.0.0.1',
    };
    expect(read(links)).not.toThrow();
    expect(read({ MINING_APY_PORT: '8080' })).toThrow(/did you mean MINING_API_PORT/);
  });
});

describe('a secret in a file', () => {
  const folder = () => {
    const made = mkdtempSync(join(tmpdir(), 'mining-clicks-secrets-'));
    onTestFinished(() => rmSync(made, { recursive: true }));
    return made;
  };
  const fileWith = (text: string): string => {
    const file = join(folder(), 'secret');
    writeFileSync(file, text);
    return file;
  };

  it('is read without the line break at its end, and told by the name of its file', () => {
    const env = { MINING_TOKEN_SECRET_FILE: fileWith(`${SECRET.MINING_TOKEN_SECRET}\n`), REDIS_URL_FILE: fileWith('redis://:pass@redis:6379') };
    expect(readApiSettings(env)).toMatchObject({ ...SECRET, REDIS_URL: 'redis://:pass@redis:6379' });
    const { settings } = explainSettings(API_SETTINGS, env);
    expect(settings.find(({ name }) => name === 'REDIS_URL')).toMatchObject({ origin: `file ${env.REDIS_URL_FILE}` });
  });

  it('must be there, hold something, be good, and have no variable beside it; every fault is told at once', () => {
    const env = {
      MINING_TOKEN_SECRET_FILE: fileWith('planted but short'),
      MINING_LOG_IDS_SECRET_FILE: fileWith('\n'),
      REDIS_URL_FILE: '/nowhere/redis',
      MONGODB_URL: 'mongodb://here',
      MONGODB_URL_FILE: '/nowhere/mongodb',
    };
    const fail = () => readApiSettings(env);
    expect(fail).toThrow(/^(?!.*planted).*MINING_TOKEN_SECRET is not valid/s);
    expect(fail).toThrow(/MINING_LOG_IDS_SECRET_FILE is ".*": the file is empty/);
    expect(fail).toThrow('REDIS_URL_FILE is "/nowhere/redis": it cannot be read (ENOENT)');
    expect(fail).toThrow('MONGODB_URL and MONGODB_URL_FILE are both set');
  });

  it('is for secrets and addresses alone: MINING_LOG_FILE is a setting of its own', () => {
    expect(readApiSettings({ ...SECRET, MINING_LOG_FILE: '/var/log/api' }).MINING_LOG_FILE).toBe('/var/log/api');
    expect(read({ MINING_API_PORT_FILE: '/run/port' })).toThrow(/MINING_API_PORT_FILE is no setting/);
  });
});

describe('the settings of tokens', () => {
  it('name a secret or a key set, and not both', () => {
    expect(() => readApiSettings({ MINING_TOKEN_JWKS_URL: 'https://issuer/keys', MINING_TOKEN_ALGORITHMS: 'ES256, EdDSA' })).not.toThrow();
    expect(read({ MINING_TOKEN_JWKS_URL: 'https://issuer/keys' })).toThrow(/MINING_TOKEN_JWKS_URL is set beside a secret/);
    expect(() => readApiSettings({ MINING_TOKEN_SECRET_PREVIOUS: 'p'.repeat(32) })).toThrow(/MINING_TOKEN_SECRET is not set/);
    expect(() => readApiSettings({ MINING_TOKEN_JWKS_URL: 'https://user:planted@issuer/keys' })).toThrow(/^(?!.*planted).*MINING_TOKEN_JWKS_URL is not valid/s);
  });

  it.each(['HS256', 'none', 'RS256,HS256', ','])('never let a key set be used with %s', (algorithms) => {
    expect(() => readApiSettings({ MINING_TOKEN_JWKS_URL: 'https://issuer/keys', MINING_TOKEN_ALGORITHMS: algorithms })).toThrow(/MINING_TOKEN_ALGORITHMS/);
  });

  it('are needed by worker and exporter for metrics that ask for a token', () => {
    expect(() => readWorkerSettings({ MINING_METRICS_ACCESS: 'token' })).toThrow(/MINING_TOKEN_SECRET is not set/);
    expect(() => readExporterSettings({ MINING_METRICS_ACCESS: 'token' })).toThrow(/MINING_TOKEN_SECRET is not set/);
    expect(() => readExporterSettings({})).not.toThrow();
  });
});

describe('the settings of the edge', () => {
  it.each(['*', 'https://*.example.com', 'app.example.com', 'https://app.example.com/', 'https://app.example.com/page', 'https://APP.example.com', 'https://app.example.com:443', 'ftp://app.example.com', 'null'])(
    'refuse the origin %s, which no browser sends or which is not one alone',
    (origin) => expect(read({ MINING_CORS_ORIGINS: `https://good.example.com,${origin}` })).toThrow(`MINING_CORS_ORIGINS has "${origin}"`),
  );

  it.each(['true', '1', '2', 'loopback', '0.0.0.0/0', '::/0', '10.0.0.0/33', '10.0.0/8', '10.0.0.0/8/8', 'proxy.example.com', '10.0.0.0/x'])(
    'trust no proxy named %s',
    (proxy) => expect(read({ MINING_TRUSTED_PROXIES: `10.1.2.3,${proxy}` })).toThrow(`MINING_TRUSTED_PROXIES has "${proxy}"`),
  );

  it('take origins and proxies as they should be', () => {
    expect(read({ MINING_CORS_ORIGINS: 'https://app.example.com, http://127.0.0.1:3000', MINING_TRUSTED_PROXIES: '10.0.0.0/8, fd00::/8,192.0.2.1' })).not.toThrow();
  });
});

describe('in production', () => {
  const strong = 'Zk3vT9qLx1Rb7WmYc5Hd8Ns2Jf6Gp4Ae0UiOtKlQwEr';
  const production = (env: Record<string, string>) => () => readApiSettings({ NODE_ENV: 'production', MINING_TOKEN_SECRET: strong, ...env });

  it('good settings are taken, and the same faults are taken elsewhere', () => {
    expect(production({})).not.toThrow();
    expect(read({ MINING_LISTEN_HOST: '0.0.0.0', MINING_TOKEN_SECRET: 'development-x'.repeat(4) })).not.toThrow();
  });

  it.each([
    ['a secret of up', { MINING_TOKEN_SECRET: `development-${strong}` }, /MINING_TOKEN_SECRET is not secret: it was made for development/],
    ['a secret of examples', SECRET, /MINING_TOKEN_SECRET is not secret: it holds words of examples/],
    ['a secret of one letter', { MINING_TOKEN_SECRET: 'x'.repeat(40) }, /MINING_TOKEN_SECRET is not secret: it holds fewer than 10/],
    ['a short secret', { MINING_TOKEN_SECRET: strong.slice(0, 31) }, /MINING_TOKEN_SECRET is not valid/],
    ['such a previous secret', { MINING_TOKEN_SECRET_PREVIOUS: `development-${strong}` }, /MINING_TOKEN_SECRET_PREVIOUS is not secret/],
    ['a key set without TLS', { MINING_TOKEN_SECRET: '', MINING_TOKEN_JWKS_URL: 'http://issuer/keys' }, /MINING_TOKEN_JWKS_URL has no TLS/],
    ['pages without TLS', { MINING_CORS_ORIGINS: 'http://app.example.com' }, /MINING_CORS_ORIGINS has "http:\/\/app.example.com": a page that came without TLS/],
    ['pages of everybody', { MINING_CORS_ORIGINS: '*' }, /MINING_CORS_ORIGINS has "\*"/],
    ['metrics for everybody', { MINING_LISTEN_HOST: '0.0.0.0' }, /MINING_METRICS_ACCESS is open/],
  ])('%s is refused', (_name, env, message) => expect(production(env as Record<string, string>)).toThrow(message));

  it.each([
    ['a key set on this machine', { MINING_TOKEN_SECRET: '', MINING_TOKEN_JWKS_URL: 'http://127.0.0.1:9000/keys' }],
    ['pages of this machine', { MINING_CORS_ORIGINS: 'http://localhost:3000' }],
    ['metrics with a token', { MINING_LISTEN_HOST: '0.0.0.0', MINING_METRICS_ACCESS: 'token' }],
    ['metrics on a listener of their own', { MINING_LISTEN_HOST: '0.0.0.0', MINING_OPERATIONS_PORT: '9100' }],
    ['metrics on the loopback interface', { MINING_LISTEN_HOST: '::1' }],
  ])('%s is taken', (_name, env) => expect(production(env as Record<string, string>)).not.toThrow());
});

describe('a value that is shown', () => {
  it.each([
    ['redis://user:planted@redis:6379/0', 'redis://***@redis:6379/0'],
    ['redis://:plan/ted@redis', 'redis://***@redis'],
    ['mongodb://u:planted@a,b/?replicaSet=rs0&proxyPassword=planted', 'mongodb://***@a,b/?replicaSet=rs0&proxyPassword=***'],
    ['redis://redis?password=planted&db=1', 'redis://redis?password=***&db=1'],
    ['planted', '***'],
  ])('hides what may be secret in %s', (value, shown) => expect(showValue(value, { address: true })).toBe(shown));

  it('hides a secret whole, and also what stands in an address of another kind', () => {
    expect(showValue('planted', { secret: true })).toBe('***');
    expect(showValue('http://user:planted@collector', {})).toBe('http://***@collector');
    expect(showValue('8080', {})).toBe('8080');
  });
});
