// What log lines and spans are sent to: reads every request and says that it took it, after the milliseconds given as
// second argument. The first one is its port.
import { createServer } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';

const [port, delayMs] = process.argv.slice(2).map(Number);

const server = createServer((request, response) => {
  request.resume();
  request.once('end', () => void answer().catch(() => undefined));
  async function answer(): Promise<void> {
    // Whether it is there is said at once.
    if (delayMs && request.method !== 'GET') await pause(delayMs);
    response.writeHead(request.method === 'GET' ? 200 : 204).end();
  }
});
server.listen(port, '127.0.0.1');
process.once('SIGTERM', () => process.exit());
