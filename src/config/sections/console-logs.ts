import { optionalText } from '../setting.js';

export const consoleLogs = {
  MINING_CONSOLE_LOGS_FOLDER: optionalText('folder of log files that the console reads, as `api.ndjson` and `worker.ndjson`; when not set it asks the Loki or Elasticsearch that lines are sent to'),
};
