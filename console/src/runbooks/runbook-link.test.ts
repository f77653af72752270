import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { linkOfRunbook } from './runbook-link.ts';

const RUNBOOKS = new URL('../../../observability/runbooks/', import.meta.url);
const names = readdirSync(RUNBOOKS).filter((name) => name.endsWith('.md'));

describe('a link of a runbook', () => {
  it('leads to the runbook in the console, to the web, or nowhere', () => {
    expect(linkOfRunbook('MiningRedisSlow.md')).toEqual({ kind: 'runbook', href: '/console/runbooks/MiningRedisSlow' });
    expect(linkOfRunbook('https://example.org/a')).toEqual({ kind: 'elsewhere', href: 'https://example.org/a' });
    for (const href of ['../../docs/errors.md', 'javascript:alert(1)', '//example.org', '/api/admin/queue/pause', '', '../x.md']) expect(linkOfRunbook(href), href).toEqual({ kind: 'nowhere' });
  });

  it('leads to one that there is, in every runbook', () => {
    const links = names.flatMap((name) => [...readFileSync(new URL(name, RUNBOOKS), 'utf8').matchAll(/\]\(([^)]+)\)/g)].map((match) => linkOfRunbook(match[1] ?? '')));
    const targets = links.flatMap((link) => (link.kind === 'runbook' ? [link.href] : []));
    expect(targets.length).toBeGreaterThan(20);
    for (const target of targets) expect(names).toContain(`${target.slice('/console/runbooks/'.length)}.md`);
  });
});
