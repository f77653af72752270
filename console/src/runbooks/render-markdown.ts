import DOMPurify from 'dompurify';
import { Marked, type Token, type Tokens } from 'marked';
import { linkOfRunbook, VIEW_ADDRESS } from './runbook-link.ts';

const TAGS = ['h1', 'h2', 'h3', 'h4', 'p', 'a', 'ul', 'ol', 'li', 'code', 'pre', 'strong', 'em', 'blockquote', 'table', 'thead', 'tbody', 'tr', 'th', 'td', 'hr', 'br', 'del'];
const ATTRIBUTES = ['href', 'target', 'rel', 'start'];

const marked = new Marked({ renderer: { link: renderLink, codespan: renderCode, html: ({ text }) => escapeText(text) } });

/**
 * Markdown to markup of few tags and fewer attributes: no style, no script, no image, no name. Markup inside of it is shown as
 * the text that it is. The address of a view is a link.
 *
 * @returns what the browser takes as sanitized (a trusted type where it knows them), to be handed on as it is
 */
export function renderTokens(tokens: Token[]) {
  return DOMPurify.sanitize(marked.parser(tokens), { ALLOWED_TAGS: TAGS, ALLOWED_ATTR: ATTRIBUTES, ALLOW_DATA_ATTR: false, ALLOW_ARIA_ATTR: false, RETURN_TRUSTED_TYPE: true });
}

function renderLink(this: { readonly parser: { parseInline: (tokens: Tokens.Link['tokens']) => string } }, { href, tokens }: Tokens.Link): string {
  const link = linkOfRunbook(href);
  const text = this.parser.parseInline(tokens);
  if (link.kind === 'nowhere') return text;
  const elsewhere = link.kind === 'elsewhere' ? ' target="_blank" rel="noreferrer"' : '';
  return `<a href="${escapeText(link.href)}"${elsewhere}>${text}</a>`;
}

function renderCode({ text }: Tokens.Codespan): string {
  const code = `<code>${escapeText(text)}</code>`;
  return VIEW_ADDRESS.test(text) ? `<a href="${escapeText(text)}">${code}</a>` : code;
}

const escapeText = (text: string): string => text.replace(/&/g, '&amp;').replace(/"/g, '&quot;').replace(/</g, '&lt;');
