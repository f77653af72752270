/** Makes the next click's request: a key of its own, and the users in turn. */
export function createRequests(port: number, tokens: readonly string[], keyPrefix: string): () => string {
  const body = '{"source":"bench"}';
  const heads = tokens.map(
    (token) =>
      `POST /api/mining/click HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nAuthorization: Bearer ${token}\r\n` +
      `Content-Type: application/json\r\nContent-Length: ${body.length}\r\nIdempotency-Key: ${keyPrefix}`,
  );
  let sequence = 0;
  return () => {
    sequence += 1;
    return `${heads[sequence % heads.length]}${sequence}\r\n\r\n${body}`;
  };
}
