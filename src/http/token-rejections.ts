/** Why a request was refused for its token; clients are not told. */
export const TOKEN_REJECTIONS = [
  'missing',
  'malformed',
  'algorithm',
  'unknown-key',
  'signature',
  'expired',
  'not-yet-valid',
  'issuer',
  'audience',
  'claims',
  'scope',
  'keys-unavailable',
] as const;
export type TokenRejection = (typeof TOKEN_REJECTIONS)[number];
