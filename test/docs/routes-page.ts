import { routesOfProcesses, type DeclaredRoute } from '../support/declared-routes.js';

const HEAD = `# Routes

Every address that a process answers, and which scope a token needs there. Made from the routes themselves; a test compares
the two, and another walks them with each kind of token. A route that declares no scope keeps its process from starting.

Where the scope is \`none\`, everybody is answered. \`metrics\` is asked for with \`MINING_METRICS_ACCESS=token\` only; with
\`MINING_OPERATIONS_PORT\` the API's metrics are on that port instead, beside \`/livez\` and \`/readyz\`. \`admin\` is for those
who look at and act on what the pipeline keeps. HEAD is answered where GET is.
`;

/** The text of `docs/routes.md`. */
export async function renderRoutesPage(): Promise<string> {
  const processes = Object.entries(await routesOfProcesses());
  const all = processes.flatMap(([process, routes]) => routes.map((route) => ({ process, ...route })));
  const names = [...new Set(all.map(nameOf))];
  const rows = names.map((name) => {
    const [first, ...others] = all.filter((route) => nameOf(route) === name);
    return `| ${first?.method ?? ''} | \`${first?.url ?? ''}\` | \`${first?.scope ?? ''}\` | ${[first, ...others].map((route) => route?.process).join(', ')} |`;
  });
  return [HEAD, '| Method | Address | Scope | Answered by |', '|---|---|---|---|', ...rows, ''].join('\n');
}

function nameOf({ method, url, scope }: DeclaredRoute): string {
  return `${url} ${method} ${scope}`;
}
