import type { ComponentChildren } from 'preact';
import { useLocation } from 'preact-iso';
import { useEffect, useState } from 'preact/hooks';
import { NAVIGATION } from '../router.tsx';
import { StaleBanner } from './stale-banner.tsx';
import { TopBar } from './top-bar.tsx';
import { useKeptFocus } from './use-kept-focus.ts';
import { useRunbooksAtHand } from './use-runbooks-at-hand.ts';
import { useSoughtPanel } from './use-sought-panel.ts';
import './layout.css';

/** What stands around every view. */
export function Layout({ children }: { readonly children: ComponentChildren }) {
  const { path } = useLocation();
  const [isMenuOpen, setMenuOpen] = useState(false);
  useEffect(() => setMenuOpen(false), [path]);
  useKeptFocus();
  useRunbooksAtHand();
  useSoughtPanel();
  return (
    <>
      <a class="skip-link" href="#content" onClick={skipToContent}>
        Skip to the content
      </a>
      <TopBar isMenuOpen={isMenuOpen} onMenu={() => setMenuOpen(!isMenuOpen)} />
      <div class="frame">
        <nav id="navigation" class={isMenuOpen ? 'navigation navigation-open' : 'navigation'} aria-label="Views">
          <ul>
            {NAVIGATION.map(({ path: target, title }) => (
              <li key={target}>
                <a href={target} aria-current={isAt(path, target) ? 'page' : undefined}>
                  {title}
                </a>
              </li>
            ))}
          </ul>
        </nav>
        <main id="content" tabIndex={-1}>
          {children}
        </main>
      </div>
      <StaleBanner />
    </>
  );
}

/** The fragment of the address is left alone: it is no view's state. */
function skipToContent(event: Event): void {
  event.preventDefault();
  document.getElementById('content')?.focus();
}

function isAt(path: string, target: string): boolean {
  const home = target.replace(/\/$/, '');
  return target.endsWith('/') ? path === home : path === target || path.startsWith(`${target}/`);
}
