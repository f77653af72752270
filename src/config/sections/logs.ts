import type { Static, TObject } from 'typebox';
import { choice, httpAddress, optionalText, secret, whole } from '../setting.js';

export const logs = {
  MINING_LOG_IDS: choice(['clear', 'hashed'], 'clear', 'how userId and idempotencyKey stand in log lines'),
  MINING_LOG_IDS_SECRET: secret('key that they are hashed with, at least 32 characters; needed for `hashed`', 32),
  MINING_LOG_IP: choice(['full', 'shortened', 'none'], 'full', 'how clientIp stands in log lines; shortened: its /24 (IPv4) or /48 (IPv6)'),
  MINING_LOG_LOKI_URL: httpAddress('Loki that log lines are sent to, such as http://loki:3100; none are sent when not set'),
  MINING_LOG_LOKI_TENANT: optionalText('tenant of Loki (X-Scope-OrgID)'),
  MINING_LOG_LOKI_USER: optionalText('user for basic authentication at Loki'),
  MINING_LOG_LOKI_PASSWORD: secret('password of that user'),
  MINING_LOG_LOKI_TOKEN: secret('bearer token for Loki, instead of user and password'),
  MINING_LOG_ELASTICSEARCH_URL: httpAddress('Elasticsearch that log lines are sent to, such as http://elasticsearch:9200; none are sent when not set'),
  MINING_LOG_ELASTICSEARCH_USER: optionalText('user for basic authentication at Elasticsearch'),
  MINING_LOG_ELASTICSEARCH_PASSWORD: secret('password of that user'),
  MINING_LOG_ELASTICSEARCH_API_KEY: secret('encoded API key for Elasticsearch, instead of user and password'),
  MINING_LOG_ELASTICSEARCH_TEMPLATE: choice(['install', 'leave'], 'install', "what is done when Elasticsearch's index template is missing or older"),
  MINING_LOG_ELASTICSEARCH_COMPRESSION: choice(['none', 'gzip'], 'none', 'how lines are sent to Elasticsearch; gzip for a slow or costly network'),
  MINING_LOG_BUFFER_MB: whole('most MiB of lines that wait for each of these two', 64, 1, 4096),
  MINING_LOG_CA_FILE: optionalText('file of certificates (PEM) that these two may be signed with, besides the known ones'),
};

export type LogSettings = Readonly<Static<TObject<typeof logs>>>;

/** Settings of logs that do not go together. */
export function findLogFaults(settings: LogSettings): string[] {
  const faults = [
    settings.MINING_LOG_IDS === 'hashed' && !settings.MINING_LOG_IDS_SECRET && 'MINING_LOG_IDS_SECRET is not set: MINING_LOG_IDS is hashed',
    ...(['MINING_LOG_LOKI_URL', 'MINING_LOG_ELASTICSEARCH_URL'] as const).map(
      (name) => settings[name] !== undefined && !URL.canParse(settings[name]) && `${name} is not valid: it must be an address`,
    ),
  ];
  return faults.filter((fault) => fault !== false);
}
