// For `node --import`: from here on the process gets stand-ins for its telemetry.
import { register } from 'node:module';

register('./hooks.js', import.meta.url);
