/** A request as bytes, and what it must come to. */
export type HostileCase = {
  readonly name: string;
  readonly bytes: Buffer;
  readonly status: number;
  /** Last part of the problem's type. */
  readonly problem: string;
  /** The server must close the connection though it was not asked to. */
  readonly closes?: boolean;
  /** Besides what every answer has. */
  readonly headers?: Readonly<Record<string, string>>;
};

const CRLF = '\r\n';
const CLOSE = 'Connection: close';
const JSON_TYPE = 'Content-Type: application/json';

type Parts = { readonly line?: string; readonly headers?: readonly string[]; readonly body?: string | Buffer };

/** Puts a request together, latin1 for latin1: nothing is added and nothing mended. */
export function request({ line = 'POST /api/mining/click HTTP/1.1', headers = [], body = '' }: Parts): Buffer {
  return Buffer.concat([Buffer.from([line, ...headers, '', ''].join(CRLF), 'latin1'), Buffer.from(body)]);
}

/** The hostile requests of one signed-in user. */
export function hostileCases(token: string): readonly HostileCase[] {
  const host = 'Host: api';
  const signed = [host, `Authorization: Bearer ${token}`];
  const key = 'Idempotency-Key: hostile-00000001';

  const invalid = (name: string, bytes: Buffer): HostileCase => ({ name, bytes, status: 400, problem: 'invalid-request' });
  const unreadable = (name: string, bytes: Buffer): HostileCase => ({ name, bytes, status: 400, problem: 'malformed-http', closes: true });
  const otherType = (name: string, bytes: Buffer): HostileCase => ({ name, bytes, status: 415, problem: 'unsupported-media-type' });

  const withKeys = (name: string, ...keys: readonly string[]): HostileCase =>
    invalid(name, request({ headers: [...signed, CLOSE, ...keys.map((each) => `Idempotency-Key: ${each}`)] }));
  const bodied = (body: string | Buffer, ...more: readonly string[]): Buffer =>
    request({ headers: [...signed, CLOSE, key, JSON_TYPE, ...more, `Content-Length: ${Buffer.byteLength(body)}`], body });
  const withBody = (name: string, body: string | Buffer): HostileCase => invalid(name, bodied(body));
  const framed = (name: string, headers: readonly string[], body: string | Buffer = ''): HostileCase =>
    unreadable(name, request({ headers: [...signed, key, ...headers], body }));
  const reading = (name: string, path: string): HostileCase =>
    invalid(name, request({ line: `GET ${path} HTTP/1.1`, headers: [...signed, CLOSE] }));
  const withMethod = (method: string, path: string, allow: string): HostileCase => ({
    name: `${method} ${path}`,
    bytes: request({ line: `${method} ${path} HTTP/1.1`, headers: [...signed, CLOSE] }),
    status: 405,
    problem: 'method-not-allowed',
    headers: { allow },
  });
  const source = (bytes: readonly number[]) => Buffer.concat([Buffer.from('{"source":"'), Buffer.from(bytes), Buffer.from('"}')]);

  return [
    withKeys('no idempotency key'),
    withKeys('an empty key', ''),
    withKeys('a key of 7 characters', 'k'.repeat(7)),
    withKeys('a key of 65 characters', 'k'.repeat(65)),
    withKeys('a key of 255 characters', 'k'.repeat(255)),
    withKeys('two keys', 'hostile-00000001', 'hostile-00000002'),
    withKeys('the same key twice', 'hostile-00000001', 'hostile-00000001'),
    withKeys('a key and an empty one', 'hostile-00000001', ''),
    withKeys('two keys in one field', 'hostile-00000001, hostile-00000002'),
    withKeys('two quoted keys in one field', '"hostile-00000001", "hostile-00000002"'),
    withKeys('a key with a quote left open', '"hostile-00000001'),
    withKeys('the key meta', 'meta'),
    withKeys('the key wait', 'wait'),
    ...['a:b:c:d:e', '../../../../etc', '{x}{x}{x}{x}', '********', '%0d%0a%0d%0a', 'key with blanks', "key';DROP--", '<script>1</script>'].map(
      (each) => withKeys(`the key ${each}`, each),
    ),
    withKeys('a key of emoji', Buffer.from('🔑🔑🔑🔑').toString('latin1')),
    withKeys('a key in latin-1', 'caf\xe9caf\xe9'),

    withBody('the prototype of all objects', '{"__proto__":{"isAdmin":true}}'),
    withBody('the prototype of all objects, escaped', '{"\\u005f_proto__":{"isAdmin":true}}'),
    withBody('the prototype by way of the constructor', '{"constructor":{"prototype":{"isAdmin":true}}}'),
    withBody('a prototype further in', '{"source":{"__proto__":{"isAdmin":true}}}'),
    withBody('arrays in arrays, 8,000 deep', '['.repeat(8000) + ']'.repeat(8000)),
    withBody('arrays in a member, 8,000 deep', `{"source":${'['.repeat(8000)}${']'.repeat(8000)}}`),
    withBody('objects in objects, 2,500 deep', `${'{"a":'.repeat(2500)}1${'}'.repeat(2500)}`),
    withBody('nesting that never ends', '['.repeat(16_000)),
    ...['null', 'true', '5', '"text"', '[]', '[{}]', '{"source":null}', '{"source":5}', '{"source":["a"]}', '{"source":{"$gt":""}}'].map((body) =>
      withBody(`the body ${body}`, body),
    ),
    ...['{"amount":1000}', '{"userId":"user-2"}', '{"role":"admin"}', '{"$where":"1"}', '{"clientTimestamp":{"$gt":""}}', '{"clientTimestamp":1e999}'].map(
      (body) => withBody(`the body ${body}`, body),
    ),
    ...['{', '{"source":"a"}}', '{"source":"a",}', "{'source':'a'}", '{"source":"a\nb"}', '\0', 'NaN'].map((body) =>
      withBody(`the body ${JSON.stringify(body)}, which is no JSON`, body),
    ),
    withBody('bytes that are no UTF-8', source([0xff, 0xfe])),
    withBody('an overlong form in UTF-8', source([0xc0, 0xaf])),
    withBody('a surrogate in UTF-8', source([0xed, 0xa0, 0x80])),
    withBody('a character cut off', source([0xf0, 0x9f, 0x94])),
    withBody('half a character by an escape', '{"source":"\\ud83d"}'),
    withBody('UTF-16', Buffer.from('{"source":"a"}', 'utf16le')),

    otherType('XML', request({ headers: [...signed, CLOSE, key, 'Content-Type: text/xml', 'Content-Length: 3'], body: '<a>' })),
    otherType('a form', request({ headers: [...signed, CLOSE, key, 'Content-Type: application/x-www-form-urlencoded', 'Content-Length: 8'], body: 'source=a' })),
    otherType('a media type of no name', request({ headers: [...signed, CLOSE, key, 'Content-Length: 2'], body: '{}' })),
    otherType('the media type __proto__', request({ headers: [...signed, CLOSE, key, 'Content-Type: __proto__', 'Content-Length: 2'], body: '{}' })),
    ...['gzip', 'br', 'deflate, gzip', 'GZIP'].map((coding) => otherType(`the coding ${coding}`, bodied('{}', `Content-Encoding: ${coding}`))),
    otherType('a gzip bomb', bodied(Buffer.from('1f8b08000000000000ffedc1010d000000c2a0f74f6d0e37a0000000000000000000', 'hex'), 'Content-Encoding: gzip')),
    otherType('another character set', request({ headers: [...signed, CLOSE, key, `${JSON_TYPE}; charset=utf-16`, 'Content-Length: 2'], body: '{}' })),

    { name: 'a body of 20 KB', bytes: bodied(`{"source":"${'x'.repeat(20_000)}"}`), status: 413, problem: 'body-too-large' },
    {
      name: 'a body of 20 KB in chunks',
      bytes: request({ headers: [...signed, CLOSE, key, JSON_TYPE, 'Transfer-Encoding: chunked'], body: `5000\r\n${' '.repeat(0x5000)}\r\n0\r\n\r\n` }),
      status: 413,
      problem: 'body-too-large',
    },
    { name: 'a body that says it has 1 GB', bytes: request({ headers: [...signed, CLOSE, key, JSON_TYPE, 'Content-Length: 1073741824'], body: '{' }), status: 413, problem: 'body-too-large' },
    { name: 'a header of 20 KB', bytes: request({ headers: [...signed, `X-Large: ${'x'.repeat(20_000)}`] }), status: 431, problem: 'headers-too-large', closes: true },
    { name: 'two thousand headers', bytes: request({ headers: [...signed, ...Array<string>(2000).fill('X-Small: x')] }), status: 431, problem: 'headers-too-large', closes: true },
    { name: 'an address of 20 KB', bytes: request({ line: `GET /${'a'.repeat(20_000)} HTTP/1.1`, headers: signed }), status: 431, problem: 'headers-too-large', closes: true },

    framed('Content-Length and Transfer-Encoding', ['Content-Length: 5', 'Transfer-Encoding: chunked'], '0\r\n\r\n'),
    framed('Transfer-Encoding and Content-Length', ['Transfer-Encoding: chunked', 'Content-Length: 5'], '0\r\n\r\n'),
    framed('two lengths', [JSON_TYPE, 'Content-Length: 2', 'Content-Length: 3'], '{}'),
    framed('the same length twice', [JSON_TYPE, 'Content-Length: 2', 'Content-Length: 2'], '{}'),
    framed('two lengths in one field', [JSON_TYPE, 'Content-Length: 2, 2'], '{}'),
    framed('a length below 0', ['Content-Length: -1']),
    framed('a length with a sign', [JSON_TYPE, 'Content-Length: +2'], '{}'),
    framed('a length in hexadecimal digits', [JSON_TYPE, 'Content-Length: 0x2'], '{}'),
    framed('a length beyond all numbers', [JSON_TYPE, `Content-Length: ${'9'.repeat(30)}`], '{}'),
    framed('a coding of the transfer that is none', ['Transfer-Encoding: xchunked'], '0\r\n\r\n'),
    framed('the coding identity', ['Transfer-Encoding: identity'], '{}'),
    framed('two codings of the transfer', [JSON_TYPE, 'Transfer-Encoding: gzip, chunked'], '0\r\n\r\n'),
    framed('chunked twice', [JSON_TYPE, 'Transfer-Encoding: chunked', 'Transfer-Encoding: chunked'], '0\r\n\r\n'),
    framed('a chunk whose size is no number', [JSON_TYPE, 'Transfer-Encoding: chunked'], 'zz\r\n{}\r\n0\r\n\r\n'),
    framed('a chunk of negative size', [JSON_TYPE, 'Transfer-Encoding: chunked'], '-2\r\n{}\r\n0\r\n\r\n'),
    framed('a chunk that is longer than it says', [JSON_TYPE, 'Transfer-Encoding: chunked'], '1\r\n{}\r\n0\r\n\r\n'),
    unreadable('a bare line feed', Buffer.from('POST /api/mining/click HTTP/1.1\nHost: api\n\n')),
    framed('a bare line feed in a header', ['X-One: 1\nX-Two: 2']),
    framed('a bare carriage return in a header', ['X-One: 1\rX-Two: 2']),
    framed('a zero byte in a header', ['X-One: 1\0']),
    framed('a control character in a header', ['X-One: 1\x01']),
    framed('a blank before the colon', ['Transfer-Encoding : chunked'], '0\r\n\r\n'),
    framed('a folded header', ['X-Request-Id: one', ' two']),
    framed('a header without a colon', ['no colon']),
    unreadable('no host', request({ headers: [...signed.slice(1), key] })),
    unreadable('two hosts', request({ headers: [...signed, 'Host: elsewhere', key] })),
    unreadable('the same host twice', request({ headers: [...signed, host, key] })),
    unreadable('a host that is none', request({ headers: ['Host: user@elsewhere/path', ...signed.slice(1), key] })),
    unreadable('two tokens', request({ headers: [...signed, 'Authorization: Bearer other', key] })),
    framed('two media types', [JSON_TYPE, 'Content-Type: text/xml', 'Content-Length: 2'], '{}'),
    unreadable('HTTP/0.9', Buffer.from('POST /api/mining/click\r\n\r\n')),
    unreadable('HTTP/2 without having agreed on it', Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n')),
    unreadable('a version that there is not', request({ line: 'POST /api/mining/click HTTP/9.9', headers: [...signed, key] })),
    unreadable('chunked in HTTP/1.0', request({ line: 'POST /api/mining/click HTTP/1.0', headers: [...signed, key, JSON_TYPE, 'Transfer-Encoding: chunked'], body: '2\r\n{}\r\n0\r\n\r\n' })),
    unreadable('a method that there is not', request({ line: 'BREW /api/mining/click HTTP/1.1', headers: [...signed, key] })),
    unreadable('a method in small letters', request({ line: 'post /api/mining/click HTTP/1.1', headers: [...signed, key] })),
    unreadable('CONNECT', request({ line: 'CONNECT example.org:443 HTTP/1.1', headers: [host] })),
    reading('a path with a broken escape', '/api/mining/clicks/%zz'),
    reading('a path that is no UTF-8', '/api/mining/clicks/%ff'),
    unreadable('a path in latin-1', request({ line: 'GET /api/mining/clicks/caf\xe9 HTTP/1.1', headers: signed })),
    unreadable('a path with a blank', request({ line: 'GET /api/mining/ clicks HTTP/1.1', headers: signed })),
    unreadable('the beginning of TLS', Buffer.from('16030102000100000101fc0303', 'hex')),
    unreadable('bytes of any kind', Buffer.from(Array.from({ length: 256 }, (_, byte) => byte))),

    ...['PUT', 'PATCH', 'DELETE', 'GET', 'TRACE', 'PROPFIND'].map((method) => withMethod(method, '/api/mining/click', 'POST')),
    withMethod('TRACE', '/api/mining/account', 'GET, HEAD'),
    withMethod('POST', '/livez', 'GET, HEAD'),
    ...['/api/mining/click/', '/API/mining/click', '/api/mining/click;a=b', '//api/mining/click', '/api/mining/../mining/click', '/api//mining/click'].map(
      (path): HostileCase => ({
        name: `the path ${path}`,
        bytes: request({ line: `POST ${path} HTTP/1.1`, headers: [...signed, CLOSE, key] }),
        status: 404,
        problem: 'route-not-found',
      }),
    ),

    ...['limit=1e9', 'limit=-1', 'limit=NaN', 'userId=user-2', 'userId[$ne]=', '__proto__=1', '%00', '='].map((query) =>
      reading(`the query ?${query} of the account`, `/api/mining/account?${query}`),
    ),
    reading('a query of a click', `/api/mining/clicks/c${'0'.repeat(40)}?limit=1e9`),
    invalid('a query of a post', request({ line: 'POST /api/mining/click?userId=user-2 HTTP/1.1', headers: [...signed, CLOSE, key] })),
    ...['', '?key=', '?key=short', '?key[$gt]=hostile-1', '?key=hostile-00000001&key=hostile-00000002', '?key=hostile-00000001&limit=1e9'].map((query) =>
      reading(`the query ${query || 'of nothing'} of a status`, `/api/mining/click/status${query}`),
    ),
    reading('a key with a log line in it', `/api/mining/click/status?key=${encodeURIComponent('key\n{"level":"error","message":"planted"}')}`),
    ...['[$ne]=1', '{"$gt":""}', `c${'0'.repeat(39)}`, `C${'0'.repeat(40)}`, `c${'g'.repeat(40)}`, 'x'.repeat(5000), '\n{"level":"error"}', '\0'].map((id) =>
      reading(`the click id ${JSON.stringify(id.slice(0, 50))}`, `/api/mining/clicks/${encodeURIComponent(id)}`),
    ),
  ];
}
