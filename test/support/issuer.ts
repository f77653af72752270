import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { onTestFinished } from 'vitest';
import { TEST_TOKENS } from './api.js';

/** A server that answers as it is told to; it ends with the test. */
export async function openServer(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** An issuer of tokens with a key of its own, whose key set can be out of reach. */
export async function openIssuer() {
  const { publicKey, privateKey } = await generateKeyPair('RS256', { extractable: true });
  const jwk = { ...(await exportJWK(publicKey)), kid: 'one', use: 'sig' };
  let isAway = false;
  const url = await openServer((_request, response) => {
    response.writeHead(isAway ? 500 : 200, { 'content-type': 'application/json' }).end(JSON.stringify({ keys: [jwk] }));
  });
  return {
    keysUrl: `${url}/keys`,
    setAway: (away: boolean) => void (isAway = away),
    sign: (userId: string, scope = 'click') =>
      new SignJWT({ scope })
        .setProtectedHeader({ alg: 'RS256', kid: 'one' })
        .setSubject(userId).setIssuer(TEST_TOKENS.issuer).setAudience(TEST_TOKENS.audience).setExpirationTime('10m')
        .sign(privateKey),
  };
}
