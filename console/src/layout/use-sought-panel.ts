import { useLocation } from 'preact-iso';
import { useEffect } from 'preact/hooks';
import { PANEL_PARAMETER } from '../pipeline/links.ts';

/** As long as a dashboard may take to be there. */
const WAIT_MS = 10_000;

/** A link to one panel of a dashboard: once that panel is there it is brought into sight and has the focus. */
export function useSoughtPanel(): void {
  const { path, query } = useLocation();
  const id = query[PANEL_PARAMETER];
  useEffect(() => {
    if (id === undefined) return undefined;
    const show = (): boolean => showPanel(id);
    const observer = new MutationObserver(() => void (show() && observer.disconnect()));
    if (!show()) observer.observe(document.body, { childList: true, subtree: true });
    const timer = setTimeout(() => observer.disconnect(), WAIT_MS);
    return () => {
      observer.disconnect();
      clearTimeout(timer);
    };
  }, [path, id]);
}

function showPanel(id: string): boolean {
  const panel = document.getElementById(`panel-${id}`)?.closest('section');
  if (!panel) return false;
  panel.tabIndex = -1;
  panel.focus({ preventScroll: true });
  panel.scrollIntoView({ block: 'center' });
  return true;
}
