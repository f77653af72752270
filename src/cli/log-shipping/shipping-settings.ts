import { readFileSync } from 'node:fs';
import { rootCertificates } from 'node:tls';
import type { LogSettings } from '../../config/config.js';
import { ConfigError } from '../../config/read-settings.js';
import type { SinkName } from '../../telemetry/label-values.js';
import type { LogPrivacy } from '../../telemetry/log-privacy.js';

/** Where a receiver is, and what it is shown to be let in. */
export type ReceiverSettings = {
  /** Without credentials. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** What must never stand in a text about the receiver. */
  readonly secrets: readonly string[];
};

/** What the thread that ships lines is started with; only what can be copied to it. */
export type ShippingSettings = {
  readonly job: string;
  readonly bufferBytes: number;
  readonly gzip: boolean;
  /** Certificates that may have signed the receivers'; Node's own when they are missing. */
  readonly ca: readonly string[] | undefined;
  readonly receivers: Readonly<Partial<Record<SinkName, ReceiverSettings>>>;
  readonly installsTemplate: boolean;
};

export function logPrivacyOf(settings: LogSettings): LogPrivacy {
  const isHashed = settings.MINING_LOG_IDS === 'hashed';
  return { idsSecret: isHashed ? settings.MINING_LOG_IDS_SECRET : undefined, ip: settings.MINING_LOG_IP };
}

/**
 * What the settings say of receivers; undefined when there is none.
 *
 * @throws ConfigError when the file of certificates cannot be read.
 */
export function shippingSettingsOf(settings: LogSettings, job: string): ShippingSettings | undefined {
  const loki = lokiOf(settings);
  const elasticsearch = elasticsearchOf(settings);
  if (!loki && !elasticsearch) return undefined;
  return {
    job,
    bufferBytes: settings.MINING_LOG_BUFFER_MB * 1024 * 1024,
    gzip: settings.MINING_LOG_ELASTICSEARCH_COMPRESSION === 'gzip',
    ca: settings.MINING_LOG_CA_FILE ? readCertificates(settings.MINING_LOG_CA_FILE) : undefined,
    receivers: { ...(loki && { loki }), ...(elasticsearch && { elasticsearch }) },
    installsTemplate: settings.MINING_LOG_ELASTICSEARCH_TEMPLATE === 'install',
  };
}

function lokiOf(settings: LogSettings): ReceiverSettings | undefined {
  const { MINING_LOG_LOKI_URL: url, MINING_LOG_LOKI_TENANT: tenant, MINING_LOG_LOKI_TOKEN: token } = settings;
  if (url === undefined) return undefined;
  const own = { user: settings.MINING_LOG_LOKI_USER, password: settings.MINING_LOG_LOKI_PASSWORD };
  const receiver = receiverAt(url, own, token && { scheme: 'Bearer', value: token });
  return { ...receiver, headers: { ...receiver.headers, ...(tenant && { 'x-scope-orgid': tenant }) } };
}

function elasticsearchOf(settings: LogSettings): ReceiverSettings | undefined {
  const { MINING_LOG_ELASTICSEARCH_URL: url, MINING_LOG_ELASTICSEARCH_API_KEY: key } = settings;
  if (url === undefined) return undefined;
  const own = { user: settings.MINING_LOG_ELASTICSEARCH_USER, password: settings.MINING_LOG_ELASTICSEARCH_PASSWORD };
  return receiverAt(url, own, key && { scheme: 'ApiKey', value: key });
}

type Basic = { readonly user: string | undefined; readonly password: string | undefined };
type Token = { readonly scheme: string; readonly value: string };

/** Credentials may stand in the address too, and are taken out of it. */
function receiverAt(address: string, given: Basic, token: Token | '' | undefined): ReceiverSettings {
  const url = new URL(address);
  const user = given.user ?? decodeURIComponent(url.username);
  const password = given.password ?? decodeURIComponent(url.password);
  url.username = '';
  url.password = '';
  const basic = user === '' ? undefined : { scheme: 'Basic', value: Buffer.from(`${user}:${password}`).toString('base64') };
  const credential = token || basic;
  return {
    url: url.href,
    headers: credential ? { authorization: `${credential.scheme} ${credential.value}` } : {},
    secrets: [credential?.value ?? '', password].filter((secret) => secret !== ''),
  };
}

function readCertificates(file: string): readonly string[] {
  try {
    return [...rootCertificates, readFileSync(file, 'utf8')];
  } catch {
    throw new ConfigError([`MINING_LOG_CA_FILE is "${file}": it cannot be read`]);
  }
}
