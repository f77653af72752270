import { describe, expect, it } from 'vitest';
import { LOG_SETTINGS } from '../../config/config.js';
import { readSettings } from '../../config/read-settings.js';
import { pushUrl } from '../../telemetry/log-shipping/loki.js';
import { logPrivacyOf, shippingSettingsOf } from './shipping-settings.js';

const read = (settings: Record<string, string>) => shippingSettingsOf(readSettings(LOG_SETTINGS, settings), 'mining-click-api');
const basic = (pair: string) => ({ authorization: `Basic ${Buffer.from(pair).toString('base64')}` });

describe('receivers of log lines', () => {
  it('are none unless an address is set', () => {
    expect(read({ MINING_LOG_LOKI_TOKEN: 'token' })).toBeUndefined();
    expect(read({ MINING_LOG_ELASTICSEARCH_URL: 'http://elastic:9200' })?.receivers).toEqual({
      elasticsearch: { url: 'http://elastic:9200/', headers: {}, secrets: [] },
    });
  });

  it.each([
    ['a user and a password', { MINING_LOG_LOKI_USER: 'user', MINING_LOG_LOKI_PASSWORD: 'p:w' }, basic('user:p:w')],
    ['a token', { MINING_LOG_LOKI_TOKEN: 'token' }, { authorization: 'Bearer token' }],
    ['a tenant', { MINING_LOG_LOKI_TENANT: 'us' }, { 'x-scope-orgid': 'us' }],
    ['what the address says', { MINING_LOG_LOKI_URL: 'http://user:p%3Aw@loki:3100' }, basic('user:p:w')],
  ])('are shown %s', (_what, settings, headers) => {
    const loki = read({ MINING_LOG_LOKI_URL: 'http://loki:3100', ...settings })?.receivers.loki;
    expect(loki).toMatchObject({ url: 'http://loki:3100/', headers });
    expect(Object.keys(loki?.headers ?? {})).toEqual(Object.keys(headers));
    for (const secret of loki?.secrets ?? []) expect(secret).not.toBe('');
  });

  it('of Elasticsearch take an API key too, and every credential is known as a secret', () => {
    const settings = { MINING_LOG_ELASTICSEARCH_URL: 'https://user:planted@elastic', MINING_LOG_ELASTICSEARCH_API_KEY: 'a2V5' };
    const elasticsearch = read(settings)?.receivers.elasticsearch;
    expect(elasticsearch).toEqual({ url: 'https://elastic/', headers: { authorization: 'ApiKey a2V5' }, secrets: ['a2V5', 'planted'] });
  });

  it('whose certificates cannot be read are a fault of the settings', () => {
    expect(() => read({ MINING_LOG_LOKI_URL: 'http://loki', MINING_LOG_CA_FILE: '/not/there' })).toThrow(/MINING_LOG_CA_FILE/);
  });

  it('of Loki have their push below any address, and keep its query', () => {
    expect(pushUrl('http://loki:3100')).toBe('http://loki:3100/loki/api/v1/push');
    expect(pushUrl('http://gateway/logs/?x=1')).toBe('http://gateway/logs/loki/api/v1/push?x=1');
    expect(pushUrl('http://loki/loki/api/v1/push')).toBe('http://loki/loki/api/v1/push');
  });
});

it('the secret for ids counts only when they are hashed', () => {
  const secret = 'x'.repeat(32);
  const privacyOf = (settings: Record<string, string>) => logPrivacyOf(readSettings(LOG_SETTINGS, settings));
  expect(privacyOf({ MINING_LOG_IDS_SECRET: secret })).toEqual({ idsSecret: undefined, ip: 'full' });
  expect(privacyOf({ MINING_LOG_IDS: 'hashed', MINING_LOG_IDS_SECRET: secret, MINING_LOG_IP: 'none' })).toEqual({ idsSecret: secret, ip: 'none' });
});
