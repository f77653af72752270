import type { Dashboard, Panel } from './dashboard-json.ts';

/** A row of the dashboard with what stands below it; panels above the first row have none. */
export type Section = { readonly row?: Panel; readonly panels: readonly Panel[] };

/** The panels of an open row follow it in the list; those of a collapsed one are inside it. */
export function sectionsOf(dashboard: Dashboard): readonly Section[] {
  const sections: { row?: Panel; panels: Panel[] }[] = [{ panels: [] }];
  for (const panel of dashboard.panels) {
    if (panel.type === 'row') sections.push({ row: panel, panels: [...(panel.panels ?? [])] });
    else sections.at(-1)?.panels.push(panel);
  }
  return sections.filter(({ row, panels }) => row !== undefined || panels.length > 0).map((section) => ({ ...section, panels: inOrder(section.panels) }));
}

/** From above, from the left: the order of reading, of the keyboard, and of one column. */
function inOrder(panels: readonly Panel[]): readonly Panel[] {
  return [...panels].sort((one, other) => one.gridPos.y - other.gridPos.y || one.gridPos.x - other.gridPos.x);
}

/** Lines of CSS grid, counted from 1 within the section. */
export type Place = { readonly column: string; readonly row: string };

export function placeOf({ gridPos }: Panel, top: number): Place {
  return { column: `${gridPos.x + 1} / span ${gridPos.w}`, row: `${gridPos.y - top + 1} / span ${gridPos.h}` };
}

export const topOf = (panels: readonly Panel[]): number => Math.min(...panels.map(({ gridPos }) => gridPos.y));
