import type { ResolveHook } from 'node:module';

/** What counts, times or writes; the rest of the folder are lists and types, which cost nothing. */
const TELEMETRY = /\/dist\/src\/telemetry\/(registry|logger|with-metrics\/[\w-]+)\.js$/;
const STAND_INS = new URL('stand-ins.js', import.meta.url).href;

/** Node asks this where to find each module. A name that the stand-ins lack ends the process before it has begun. */
export const resolve: ResolveHook = async (specifier, context, next) => {
  const found = await next(specifier, context);
  return TELEMETRY.test(found.url) ? { ...found, url: STAND_INS } : found;
};
