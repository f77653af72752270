import type { ComponentChildren } from 'preact';
import { useRef } from 'preact/hooks';

export type Tab = { readonly id: string; readonly title: string; readonly count?: number };
export type TabsProps = {
  readonly label: string;
  readonly tabs: readonly Tab[];
  readonly selected: string;
  readonly onSelect: (id: string) => void;
  /** What the selected tab shows. */
  readonly children: ComponentChildren;
};

const STEPS: Readonly<Record<string, (index: number, count: number) => number>> = {
  ArrowRight: (index, count) => (index + 1) % count,
  ArrowLeft: (index, count) => (index + count - 1) % count,
  Home: () => 0,
  End: (_index, count) => count - 1,
};

/** One of several things at a time; the arrow keys go from tab to tab. */
export function Tabs({ label, tabs, selected, onSelect, children }: TabsProps) {
  const list = useRef<HTMLDivElement>(null);
  const goTo = (event: KeyboardEvent) => {
    const step = STEPS[event.key];
    if (!step) return;
    event.preventDefault();
    const index = step(Math.max(0, tabs.findIndex(({ id }) => id === selected)), tabs.length);
    const next = tabs[index];
    if (next) onSelect(next.id);
    (list.current?.children[index] as HTMLElement | undefined)?.focus();
  };
  return (
    <div class="tabs">
      <div class="tab-list" role="tablist" aria-label={label} ref={list} onKeyDown={goTo}>
        {tabs.map(({ id, title, count }) => (
          <button key={id} type="button" role="tab" id={`tab-${id}`} aria-selected={id === selected} aria-controls="tab-panel" tabIndex={id === selected ? 0 : -1} onClick={() => onSelect(id)}>
            {title}
            {count !== undefined && <span class="tab-count">{count}</span>}
          </button>
        ))}
      </div>
      <div role="tabpanel" id="tab-panel" aria-labelledby={`tab-${selected}`}>
        {children}
      </div>
    </div>
  );
}
