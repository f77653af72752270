import { StartFault } from '../embedded/start-fault.js';
import { FAILURE_CODES, MOST_FAILURE_CODES, OTHER_FAILURE } from './label-values.js';

type Rule = { readonly code: string; readonly pattern: RegExp };

/** Gives the text of each failure one code of a closed list. */
export type FailureCodes = {
  /** Every code that `codeOf` can give, and `UNSEEN`. */
  readonly codes: readonly string[];
  codeOf(failedReason: string): string;
};

/** Characters of a text that are looked at; the rest of an endless one would only cost time. */
const LOOKED_AT = 500;
const CODE = /^[A-Za-z][A-Za-z0-9_]{0,39}$/;

/** The first one that fits counts. */
const STANDARD_RULES: readonly Rule[] = [
  { code: 'STALLED', pattern: /^job stalled more than allowable limit/i },
  { code: 'CHILD_FAILED', pattern: /^child \S+ failed/i },
  { code: 'CONNECTION_REFUSED', pattern: /ECONNREFUSED|connection refused/i },
  { code: 'CONNECTION_LOST', pattern: /ECONNRESET|EPIPE|socket hang up|connection (?:is |was )?(?:closed|lost|reset|terminated)/i },
  { code: 'NAME_NOT_RESOLVED', pattern: /ENOTFOUND|EAI_AGAIN/ },
  { code: 'TLS_FAILED', pattern: /certificate|SSL routines|ERR_TLS|ERR_SSL/i },
  { code: 'TIMEOUT', pattern: /\btimed?[ -]?out\b|ETIMEDOUT|ESOCKETTIMEDOUT|TimeoutError|deadline exceeded/i },
  { code: 'HTTP_429', pattern: /\b(?:status(?: code)?|HTTP)[^\d]{0,5}429\b|too many requests|rate limit/i },
  { code: 'HTTP_401_403', pattern: /\b(?:status(?: code)?|HTTP)[^\d]{0,5}40[13]\b|\bunauthorized\b|\bforbidden\b/i },
  { code: 'HTTP_404', pattern: /\b(?:status(?: code)?|HTTP)[^\d]{0,5}404\b/i },
  { code: 'HTTP_5XX', pattern: /\b(?:status(?: code)?|HTTP)[^\d]{0,5}5\d\d\b|bad gateway|service unavailable|internal server error/i },
  { code: 'OUT_OF_MEMORY', pattern: /out of memory|ENOMEM|\bOOM\b/i },
  { code: 'VALIDATION', pattern: /\bvalidation\b|ValidationError|ZodError|\binvalid (?:input|payload|data|argument)/i },
];

/** The exporter's own rules, after those of a file. */
export function createFailureCodes(own: readonly Rule[] = []): FailureCodes {
  const rules = [...own, ...STANDARD_RULES];
  return {
    codes: [...new Set([...own.map(({ code }) => code), ...FAILURE_CODES])],
    codeOf: (failedReason) => {
      const text = failedReason.slice(0, LOOKED_AT);
      return rules.find(({ pattern }) => pattern.test(text))?.code ?? OTHER_FAILURE;
    },
  };
}

/**
 * Reads rules from JSON: `[{"code": "CARD_DECLINED", "pattern": "card .* declined"}]`, patterns as regular expressions
 * that ignore case.
 *
 * @throws StartFault that names the rule at fault.
 */
export function parseFailureCodes(json: string, file: string): FailureCodes {
  const rules = parseList(json, file).map((entry, index) => parseRule(entry, `${file}, rule ${index + 1}`));
  const failureCodes = createFailureCodes(rules);
  if (failureCodes.codes.length > MOST_FAILURE_CODES) {
    const most = MOST_FAILURE_CODES - FAILURE_CODES.length;
    throw new StartFault(`${file} names too many codes: ${most} of its own at most, since each is a series of every queue.`);
  }
  return failureCodes;
}

function parseList(json: string, file: string): readonly unknown[] {
  try {
    const list: unknown = JSON.parse(json);
    if (Array.isArray(list)) return list;
  } catch {
    // Said below.
  }
  throw new StartFault(`${file} is no JSON list of rules: write [{"code": "CARD_DECLINED", "pattern": "card .* declined"}].`);
}

function parseRule(entry: unknown, where: string): Rule {
  const { code, pattern } = (entry ?? {}) as { code?: unknown; pattern?: unknown };
  if (typeof code !== 'string' || !CODE.test(code)) {
    throw new StartFault(`${where}: "code" must be up to 40 letters, digits and underscores, beginning with a letter.`);
  }
  try {
    if (typeof pattern === 'string' && pattern !== '') return { code, pattern: new RegExp(pattern, 'i') };
  } catch (fault) {
    throw new StartFault(`${where}: ${(fault as Error).message}.`, { cause: fault });
  }
  throw new StartFault(`${where}: "pattern" must be a regular expression.`);
}
