const WITHIN_MS = 5000;
const LARGEST_BYTES = 64 * 1024;

/**
 * Asks an issuer for its keys (JWKS).
 *
 * @throws when there is no good answer of at most 64 KiB within 5 s; a redirection is none.
 */
export async function fetchTokenKeys(url: string): Promise<unknown> {
  const signal = AbortSignal.timeout(WITHIN_MS);
  const response = await fetch(url, { redirect: 'error', signal, headers: { accept: 'application/json' } });
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  return JSON.parse(await readText(response)) as unknown;
}

async function readText({ body }: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of (body ?? []) as AsyncIterable<Uint8Array>) {
    bytes += chunk.length;
    if (bytes > LARGEST_BYTES) throw new RangeError(`more than ${LARGEST_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
