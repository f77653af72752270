import { useState } from 'preact/hooks';
import { topOf, type Section } from './layout.ts';
import { PanelView } from './panel-view.tsx';

type SectionProps = { readonly section: Section; /** The panel whose data is open. */ readonly dataPanel: number; readonly onCloseData: () => void };

/** A row with its panels; folded or not as the dashboard has it, until its title is pressed. */
export function SectionView({ section: { row, panels }, dataPanel, onCloseData }: SectionProps) {
  const [isOpen, setOpen] = useState(row?.collapsed !== true || panels.some(({ id }) => id === dataPanel));
  const boxId = `row-${row?.id ?? 0}`;
  const top = topOf(panels);
  return (
    <section class="dashboard-row">
      {row && (
        <h2>
          <button type="button" class="quiet row-title" aria-expanded={isOpen} aria-controls={boxId} onClick={() => setOpen(!isOpen)}>
            <span aria-hidden="true">{isOpen ? '▾' : '▸'}</span> {row.title}
            {!isOpen && <span class="soft"> ({panels.length === 1 ? 'one panel' : `${panels.length} panels`})</span>}
          </button>
        </h2>
      )}
      <div class="dashboard-grid" id={boxId} hidden={!isOpen}>
        {isOpen && panels.map((panel) => <PanelView key={panel.id} panel={panel} top={top} isDataOpen={panel.id === dataPanel} onCloseData={onCloseData} />)}
      </div>
    </section>
  );
}
