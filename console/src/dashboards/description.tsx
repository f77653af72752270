import type { ComponentChildren } from 'preact';
import type { Panel } from './dashboard-json.ts';
import { useScope } from './dashboard-scope.ts';
import { destinationOf, fillLink } from './links.ts';

/** What a panel shows, what is good, and where to read on; opened by a button. */
export function Description({ panel: { title, description, links = [], targets = [] } }: { readonly panel: Panel }) {
  const scope = useScope();
  if (description === undefined && links.length === 0) return null;
  return (
    <details class="panel-info" name="panel-info">
      <summary aria-label={`About ${title}`} title={`About ${title}`}>
        i
      </summary>
      <div class="panel-info-box">
        {(description ?? '').split('\n\n').map((paragraph) => (
          <p key={paragraph}>{marked(paragraph)}</p>
        ))}
        {targets.some(({ exemplar }) => exemplar) && <p class="hint">The dots are single requests or clicks that were measured (exemplars): press one to find its click. What is above the chart is drawn at its upper edge.</p>}
        {links.map((link) => (
          <p key={link.url}>
            <DashboardLink url={fillLink(link.url, { range: scope.range, variables: scope.choices })}>{link.title}</DashboardLink>
          </p>
        ))}
      </div>
    </details>
  );
}

/** Within the console it stays in this tab, where the token is; elsewhere it opens another. */
export function DashboardLink({ url, children }: { readonly url: string; readonly children: ComponentChildren }) {
  const { href, isInConsole } = destinationOf(url);
  if (isInConsole) return <a href={href}>{children}</a>;
  return (
    <a href={href} target="_blank" rel="noreferrer">
      {children}
    </a>
  );
}

/** The two marks of Markdown that descriptions use: bold and code. */
function marked(text: string): ComponentChildren {
  return text.split(/(\*\*[^*]+\*\*|`[^`]+`)/).map((part, index) => {
    if (part.startsWith('**')) return <strong key={index}>{part.slice(2, -2)}</strong>;
    return part.startsWith('`') ? <code key={index}>{part.slice(1, -1)}</code> : part;
  });
}
