import { fileURLToPath } from 'node:url';

/** The folder that holds package.json: two above this file in the sources and when built. */
export const PACKAGE_FOLDER = fileURLToPath(new URL('../../', import.meta.url));
