import { useEffect } from 'preact/hooks';

const OPEN = 'details[name][open]';

/** What opens over the page closes on a press beside it, and on Escape, which gives the focus back. */
export function useDrops(): void {
  useEffect(() => {
    const end = new AbortController();
    document.addEventListener('pointerdown', ({ target }) => closeAllBut(target as Node), { signal: end.signal });
    document.addEventListener('keydown', ({ key }) => key === 'Escape' && closeAllBut(undefined), { signal: end.signal });
    return () => end.abort();
  }, []);
}

function closeAllBut(kept: Node | undefined): void {
  for (const drop of document.querySelectorAll<HTMLDetailsElement>(OPEN)) {
    if (kept && drop.contains(kept)) continue;
    const hadFocus = drop.contains(document.activeElement);
    drop.open = false;
    if (hadFocus) drop.querySelector('summary')?.focus();
  }
}
