/** Where a link of a runbook leads in the console: to its runbook, to another place as it is, or, to a file that is not served, nowhere. */
export type RunbookLink = { readonly kind: 'runbook' | 'elsewhere'; readonly href: string } | { readonly kind: 'nowhere' };

const RUNBOOK = /^(?:\.\/)?([A-Za-z]\w*)\.md(#[\w-]+)?$/;
/** Of a view of the console, as a runbook names it. */
export const VIEW_ADDRESS = /^\/console\/[\w/?=&.-]*$/;
const WEB = /^https?:\/\//;

/** @param href as it is written in the Markdown */
export function linkOfRunbook(href: string): RunbookLink {
  const runbook = RUNBOOK.exec(href);
  if (runbook) return { kind: 'runbook', href: `/console/runbooks/${runbook[1]}` };
  return WEB.test(href) ? { kind: 'elsewhere', href } : { kind: 'nowhere' };
}
