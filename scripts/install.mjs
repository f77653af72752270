// Installs the locked dependencies if they are missing or not those of package-lock.json.
import { ensureDependencies } from './lib/dependencies.mjs';
import { requireNode } from './lib/node-version.mjs';

requireNode();
ensureDependencies();
