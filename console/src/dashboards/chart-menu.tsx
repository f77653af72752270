import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { styled } from './styled.ts';

type MenuProps = { readonly label: string; readonly place: { readonly x: number; readonly y: number }; readonly onClose: () => void; readonly children: ComponentChildren };

/** What opens where a chart was pressed; its first link has the focus, or its button, so that Escape closes it. */
export function ChartMenu({ label, place, onClose, children }: MenuProps) {
  const menu = useRef<HTMLDivElement>(null);
  useEffect(() => {
    styled({ '--x': `${place.x}px`, '--y': `${place.y}px` })(menu.current);
    menu.current?.querySelector<HTMLElement>('a, button')?.focus();
  }, [place.x, place.y]);
  return (
    <div class="point-menu" ref={menu} role="dialog" aria-label={label} onKeyDown={({ key }) => key === 'Escape' && onClose()}>
      {children}
      <button type="button" onClick={onClose}>
        Close
      </button>
    </div>
  );
}
