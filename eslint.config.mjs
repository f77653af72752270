import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript';
import importX from 'eslint-plugin-import-x';
import tseslint from 'typescript-eslint';

/** Stages and the folders beside them, with what each may import besides itself. See ARCHITECTURE.md. */
const MAY_IMPORT = {
  batching: [],
  client: [],
  click: [],
  redis: ['click'],
  admission: ['click', 'batching', 'redis', 'queue/click-queue.ts'],
  queue: ['click', 'redis'],
  ledger: ['click', 'redis/deadline.ts', 'queue/click-queue.ts'],
  worker: ['click', 'batching', 'redis/redis-keys.ts', 'admission/admission.ts', 'queue/click-queue.ts', 'queue/ticket.ts', 'ledger/ledger.ts'],
  http: [
    'click',
    'admission/admission.ts',
    'admission/bucket-limits.ts',
    'admission/read-limiter.ts',
    'ledger/ledger.ts',
    'ledger/find-click-status.ts',
    'ledger/audit-trail.ts',
    'ledger/click-history.ts',
    'ledger/dead-letters.ts',
    'ledger/replay-letters.ts',
    'console/measured.ts',
    'console/found.ts',
  ],
  console: [
    'click',
    'redis/redis-keys.ts',
    'redis/deadline.ts',
    'queue/click-queue.ts',
    'ledger/ledger.ts',
    'ledger/click-history.ts',
    'ledger/dead-letters.ts',
    'ledger/audit-trail.ts',
    'telemetry/log-shipping/receiver.ts',
  ],
  config: ['admission/bucket-limits.ts', 'admission/memory-guard.ts', 'click/reward-policy.ts'],
  embedded: ['client/limit-time.ts'],
  exporter: ['telemetry', 'redis/deadline.ts', 'redis/redis-keys.ts', 'queue/click-queue.ts', 'embedded/start-fault.ts'],
};

const zones = Object.entries(MAY_IMPORT).map(([folder, allowed]) => ({
  target: `./src/${folder}`,
  from: './src',
  except: [folder, ...allowed].map((path) => `./${path}`),
  message: `src/${folder} may import only ${[folder, ...allowed].join(', ')}`,
}));

/** Rules and dashboards are large, and stand on the catalogues of metrics: only the command that writes them asks for them. */
const OBSERVABILITY_ZONE = { target: './src/!(cli)/**/!(*.test).ts', from: './observability', message: 'only src/cli may import observability' };

export default tseslint.config(
  { ignores: ['dist/', 'var/', 'node_modules/'] },
  ...tseslint.configs.strict,
  {
    plugins: { 'import-x': importX },
    settings: { 'import-x/resolver-next': [createTypeScriptImportResolver({ project: './tsconfig.json' })] },
    rules: {
      'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
      'max-lines': ['error', { max: 300 }],
      complexity: ['error', 12],
      'max-params': ['error', 5],
      eqeqeq: 'error',
      'no-console': 'error',
      'import-x/no-cycle': 'error',
      'import-x/no-restricted-paths': ['error', { zones: [...zones, OBSERVABILITY_ZONE] }],
      '@typescript-eslint/consistent-type-definitions': ['error', 'type'],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-invalid-void-type': 'off',
      '@typescript-eslint/no-dynamic-delete': 'off',
    },
  },
  {
    files: ['src/**/*.ts'],
    ignores: ['src/cli/**', '**/*.test.ts'],
    rules: {
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'only src/cli reads the environment' },
      ],
    },
  },
  {
    files: ['src/**/*.ts'],
    ignores: ['src/cli/**', 'src/embedded/**', '**/*.test.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector: "NewExpression[callee.name=/^(Redis|MongoClient)$/]",
          message: 'only src/cli opens clients',
        },
      ],
    },
  },
  {
    files: ['src/**/*.ts'],
    ignores: ['**/*.test.ts'],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        { patterns: [{ group: ['@opentelemetry/*'], allowTypeImports: true, message: 'loaded by import() in src/cli, only where traces are sent' }] },
      ],
    },
  },
  {
    files: ['src/client/**/*.ts'],
    ignores: ['**/*.test.ts'],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        { patterns: [{ regex: '^[^.]', message: 'the client runs in browsers: it stands on nothing but the global fetch' }] },
      ],
    },
  },
  {
    // Other packages' interfaces can only be extended by an interface.
    files: ['**/*.d.ts', 'src/http/request-context.ts', 'bench/contenders/edge.ts'],
    rules: { '@typescript-eslint/consistent-type-definitions': 'off' },
  },
  { files: ['**/*.test.ts', 'test/**/*.ts'], rules: { 'max-lines-per-function': 'off' } },
  {
    // The page runs in browsers: nothing of the server but the types of its answers.
    files: ['console/src/**/*.{ts,tsx}'],
    ignores: ['**/*.test.ts'],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        { patterns: [{ group: ['**/src/console/*', '**/src/http/**', '**/src/ledger/**'], allowTypeImports: true, message: 'only their types: the page runs in browsers' }, { regex: '^node:', message: 'the page runs in browsers' }] },
      ],
    },
  },
  { files: ['scripts/**/*.mjs', 'src/cli/**/*.ts', 'bench/**/*.ts'], rules: { 'no-console': 'off' } },
);
