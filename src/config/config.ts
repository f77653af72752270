import { Type, type Static, type TObject } from 'typebox';
import type { BucketLimit, BucketLimits } from '../admission/bucket-limits.js';
import type { MemoryMarks } from '../admission/memory-guard.js';
import type { RewardRules } from '../click/reward-policy.js';
import { findInsecureTokens, findOpenMetrics } from './production.js';
import { readSettings, type SettingsPlan } from './read-settings.js';
import { consoleLogs } from './sections/console-logs.js';
import { consoleParts } from './sections/console.js';
import { apiPort, edge, findEdgeFaults, findInsecureOrigins, metricsAccess, operations, workerPort } from './sections/edge.js';
import { limits } from './sections/limits.js';
import { findLogFaults, logs } from './sections/logs.js';
import { findMemoryFaults, memoryGuard, type MemorySettings } from './sections/memory-guard.js';
import { process } from './sections/process.js';
import { queue } from './sections/queue.js';
import { replicas, stores } from './sections/stores.js';
import { findSecretFaults, findTokenFaults, tokens, type TokenSettings } from './sections/tokens.js';
import { traces } from './sections/traces.js';
import { rewards, workers } from './sections/workers.js';
import type { Environment } from './variables.js';

export type { LogSettings } from './sections/logs.js';
export type { TokenSettings } from './sections/tokens.js';

const inBoth = { ...stores, ...process, ...traces, ...logs, ...queue };
const ofApi = { ...inBoth, ...replicas, ...rewards, ...memoryGuard, ...limits, ...tokens, ...edge, ...metricsAccess, ...operations, ...apiPort, ...consoleLogs, ...consoleParts };
const ofWorker = { ...inBoth, ...rewards, ...workers, ...metricsAccess, ...tokens, ...workerPort };
const ofExporter = { REDIS_URL: stores.REDIS_URL, ...process, ...logs, ...metricsAccess, ...tokens };

type ReaderOfTokens = TokenSettings & { readonly MINING_METRICS_ACCESS: string };
/** Worker and exporter need tokens for their metrics alone. */
const needsTokens = (settings: ReaderOfTokens): boolean => settings.MINING_METRICS_ACCESS === 'token';

export const API_SETTINGS: SettingsPlan<typeof ofApi> = {
  schema: Type.Object(ofApi),
  findFaults: (settings) => [...findLogFaults(settings), ...findMemoryFaults(settings), ...findTokenFaults(settings), ...findEdgeFaults(settings)],
  findInsecure: (settings) => [...findInsecureTokens(settings), ...findInsecureOrigins(settings), ...findOpenMetrics(settings)],
};
export const WORKER_SETTINGS: SettingsPlan<typeof ofWorker> = {
  schema: Type.Object(ofWorker),
  findFaults: (settings) => [...findLogFaults(settings), ...(needsTokens(settings) ? findTokenFaults(settings) : [])],
  findInsecure: (settings) => (needsTokens(settings) ? findInsecureTokens(settings) : []),
};
export const EXPORTER_SETTINGS: SettingsPlan<typeof ofExporter> = {
  schema: Type.Object(ofExporter),
  findFaults: (settings) => [...findLogFaults(settings), ...(needsTokens(settings) ? findTokenFaults(settings) : [])],
  findInsecure: (settings) => (needsTokens(settings) ? findInsecureTokens(settings) : []),
};
export const MEMORY_SETTINGS: SettingsPlan<typeof memoryGuard> = { schema: Type.Object(memoryGuard), findFaults: findMemoryFaults };
export const STORE_SETTINGS: SettingsPlan<typeof stores> = { schema: Type.Object(stores) };
export const REWARD_SETTINGS: SettingsPlan<typeof rewards> = { schema: Type.Object(rewards) };
export const LOG_SETTINGS: SettingsPlan<typeof logs> = { schema: Type.Object(logs), findFaults: findLogFaults };
const { MINING_TOKEN_SECRET, MINING_TOKEN_ISSUER, MINING_TOKEN_AUDIENCE } = tokens;
const ofSigner = { MINING_TOKEN_SECRET, MINING_TOKEN_ISSUER, MINING_TOKEN_AUDIENCE };
export const SIGNER_SETTINGS: SettingsPlan<typeof ofSigner> = { schema: Type.Object(ofSigner), findFaults: findSecretFaults };

export type ApiSettings = ReturnType<typeof readApiSettings>;
export type WorkerSettings = ReturnType<typeof readWorkerSettings>;
export type StoreSettings = ReturnType<typeof readStoreSettings>;
type RewardSettings = Readonly<Static<TObject<typeof rewards>>>;
/** A part of the settings of API and worker. */
export type TraceSettings = Readonly<Static<TObject<typeof traces>>>;

/** @throws ConfigError with every fault at once; so do the other readers here. */
export function readApiSettings(env: Environment) {
  return readSettings(API_SETTINGS, env);
}

export function readWorkerSettings(env: Environment) {
  return readSettings(WORKER_SETTINGS, env);
}

export function readExporterSettings(env: Environment) {
  return readSettings(EXPORTER_SETTINGS, env);
}

/** The memory guard's marks alone, for whoever looks at a Redis. */
export function readMemoryMarks(env: Environment): MemoryMarks {
  return memoryMarksOf(readSettings(MEMORY_SETTINGS, env));
}

export function readStoreSettings(env: Environment) {
  return readSettings(STORE_SETTINGS, env);
}

/** The reward policy's rules alone, for whoever decides beside the workers. */
export function readRewardRules(env: Environment): RewardRules {
  return rewardRulesOf(readSettings(REWARD_SETTINGS, env));
}

/** What signs tokens, for the commands that do. */
export function readTokenSettings(env: Environment) {
  const settings = readSettings(SIGNER_SETTINGS, env);
  return {
    secret: settings.MINING_TOKEN_SECRET ?? '',
    issuer: settings.MINING_TOKEN_ISSUER,
    audience: settings.MINING_TOKEN_AUDIENCE,
  };
}

/** The token buckets that the settings describe. */
export function bucketLimitsOf(settings: ApiSettings): BucketLimits {
  return {
    global: { rate: settings.MINING_LIMIT_GLOBAL_RATE, burst: settings.MINING_LIMIT_GLOBAL_BURST },
    user: { rate: settings.MINING_LIMIT_USER_RATE, burst: settings.MINING_LIMIT_USER_BURST },
    ip: { rate: settings.MINING_LIMIT_IP_RATE, burst: settings.MINING_LIMIT_IP_BURST },
  };
}

/** The bucket that decides on replays and reads. */
export function readLimitOf(settings: ApiSettings): BucketLimit {
  return { rate: settings.MINING_LIMIT_READ_RATE, burst: settings.MINING_LIMIT_READ_BURST };
}

/** The memory guard's marks that the settings describe. */
export function memoryMarksOf(settings: MemorySettings): MemoryMarks {
  return {
    closeAt: settings.MINING_REDIS_MEMORY_CLOSE_PERCENT / 100,
    openBelow: settings.MINING_REDIS_MEMORY_OPEN_PERCENT / 100,
  };
}

/** The reward policy's rules that the settings describe. */
export function rewardRulesOf(settings: RewardSettings): RewardRules {
  return {
    amount: settings.MINING_REWARD_AMOUNT,
    cooldownMs: settings.MINING_REWARD_COOLDOWN_SECONDS * 1000,
    dailyCap: settings.MINING_REWARD_DAILY_CAP,
  };
}
