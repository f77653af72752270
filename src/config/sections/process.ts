import { choice, optionalText, text } from '../setting.js';

export const process = {
  MINING_LISTEN_HOST: text('address to listen on', '127.0.0.1'),
  MINING_LOG_FILE: optionalText('file for log lines; standard output when not set'),
  MINING_LOG_LEVEL: choice(['debug', 'info', 'warn', 'error'], 'info', 'least severe log lines that are written'),
};
