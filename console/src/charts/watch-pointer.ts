import type { EChartsType } from 'echarts/core';
import type { Crosshair } from './crosshair.ts';
import type { Range } from './ground.ts';

export type PointerActs = {
  readonly crosshair: Crosshair | undefined;
  readonly zoom: (range: Range) => void;
  readonly pick: (at: number, value: number, place: Place) => void;
};

/** Where something was pressed, in pixels of the chart. */
export type Place = {
  readonly x: number;
  readonly y: number;
  /** Pixels from there to a time and a value. */
  readonly distanceTo: (at: number, value: number) => number;
};

/** Less than this is a click with an unsteady hand. */
const DRAG_PIXELS = 6;

/**
 *            down                move                  up
 *   resting ------> pressed ------------> dragging ---------> zoom, resting
 *      ^               |                      |
 *      +--- pick, up --+---- cancel, leave ---+
 *
 * What is dragged over is shown by a box over the canvas; the time under the pointer by a line in all charts.
 *
 * @returns how to watch no more
 */
export function watchPointer(chart: EChartsType, box: HTMLElement, { crosshair, zoom, pick }: PointerActs): () => void {
  const [line, selection] = [overlay(box, 'chart-crosshair'), overlay(box, 'chart-selection')];
  const end = new AbortController();
  let start: number | undefined;

  const pointOf = (event: PointerEvent) => ({ x: event.clientX - box.getBoundingClientRect().left, y: event.clientY - box.getBoundingClientRect().top });
  const timeAt = (x: number) => Math.round(Number(chart.convertFromPixel({ xAxisIndex: 0 }, x)));
  const distanceFrom = (x: number, y: number) => (at: number, value: number) =>
    Math.hypot(Number(chart.convertToPixel({ xAxisIndex: 0 }, at)) - x, Number(chart.convertToPixel({ yAxisIndex: 0 }, value)) - y);
  const show = (element: HTMLElement, left: number, width: number) => {
    element.hidden = false;
    element.style.setProperty('left', `${left}px`);
    element.style.setProperty('width', `${width}px`);
  };
  const rest = () => {
    start = undefined;
    selection.hidden = true;
  };
  const on = (name: 'pointerdown' | 'pointermove' | 'pointerup' | 'pointercancel' | 'pointerleave', act: (event: PointerEvent) => void) => box.addEventListener(name, act, { signal: end.signal });

  on('pointerdown', (event) => {
    const { x, y } = pointOf(event);
    if (event.button === 0 && chart.containPixel('grid', [x, y])) start = x;
  });
  on('pointermove', (event) => {
    const { x, y } = pointOf(event);
    crosshair?.point(chart.containPixel('grid', [x, y]) ? timeAt(x) : undefined, box);
    if (start === undefined || Math.abs(x - start) < DRAG_PIXELS) return;
    if (!box.hasPointerCapture(event.pointerId)) box.setPointerCapture(event.pointerId);
    show(selection, Math.min(x, start), Math.abs(x - start));
  });
  on('pointerup', (event) => {
    const { x, y } = pointOf(event);
    const from = start;
    rest();
    if (from === undefined) return;
    if (Math.abs(x - from) < DRAG_PIXELS) pick(timeAt(x), Number(chart.convertFromPixel({ yAxisIndex: 0 }, y)), { x, y, distanceTo: distanceFrom(x, y) });
    else zoom({ from: timeAt(Math.min(x, from)), to: timeAt(Math.max(x, from)) });
  });
  on('pointercancel', rest);
  on('pointerleave', () => crosshair?.point(undefined, box));

  const silence = crosshair?.listen((at, by) => {
    const x = at === undefined || by === box ? undefined : Number(chart.convertToPixel({ xAxisIndex: 0 }, at));
    if (x === undefined || Number.isNaN(x)) line.hidden = true;
    else show(line, x, 1);
  });
  return () => {
    end.abort();
    silence?.();
    line.remove();
    selection.remove();
  };
}

function overlay(box: HTMLElement, className: string): HTMLElement {
  const element = document.createElement('div');
  element.className = className;
  element.hidden = true;
  box.append(element);
  return element;
}
