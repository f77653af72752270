import type { GeneratorPlan } from './messages.js';

const SOURCE = '"source":"bench"';

/** Makes the next request: keys of their own, and the users in turn. */
export function createRequests(plan: Omit<GeneratorPlan, 'load' | 'connections'>): () => string {
  return plan.clicksOfRequest === 1 ? createSingleRequests(plan) : createManyRequests(plan);
}

type Sender = Pick<GeneratorPlan, 'port' | 'tokens' | 'keyPrefix'>;

function createSingleRequests({ port, tokens, keyPrefix }: Sender): () => string {
  const body = `{${SOURCE}}`;
  const heads = headsOf('/api/mining/click', port, tokens).map(
    (head) => `${head}Content-Length: ${body.length}\r\nIdempotency-Key: ${keyPrefix}`,
  );
  let sequence = 0;
  return () => {
    sequence += 1;
    return `${heads[sequence % heads.length]}${sequence}\r\n\r\n${body}`;
  };
}

function createManyRequests({ port, tokens, keyPrefix, clicksOfRequest }: Sender & Pick<GeneratorPlan, 'clicksOfRequest'>): () => string {
  const heads = headsOf('/api/mining/clicks', port, tokens);
  let sequence = 0;
  return () => {
    sequence += 1;
    const clicks = Array.from({ length: clicksOfRequest }, (_, index) => `{"idempotencyKey":"${keyPrefix}${sequence}-${index}",${SOURCE}}`);
    const body = `{"clicks":[${clicks.join(',')}]}`;
    return `${heads[sequence % heads.length]}Content-Length: ${body.length}\r\n\r\n${body}`;
  };
}

function headsOf(path: string, port: number, tokens: readonly string[]): string[] {
  return tokens.map(
    (token) =>
      `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nAuthorization: Bearer ${token}\r\nContent-Type: application/json\r\n`,
  );
}
