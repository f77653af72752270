import { useEffect, useRef } from 'preact/hooks';
import { When } from '../components/times.tsx';
import { useScope } from './dashboard-scope.ts';
import { DashboardLink } from './description.tsx';
import { show } from './display.ts';
import { fillLink } from './links.ts';
import type { NearPoint } from './nearest-point.ts';
import { styled } from './styled.ts';

export type PickedPoint = NearPoint & { readonly place: { readonly x: number; readonly y: number } };

/** Where a point of a chart leads to. By keyboard, the same links stand in the panel's data. */
export function PointMenu({ point: { series, at, value, place }, onClose }: { readonly point: PickedPoint; readonly onClose: () => void }) {
  const { range, choices } = useScope();
  const menu = useRef<HTMLDivElement>(null);
  useEffect(() => {
    styled({ '--x': `${place.x}px`, '--y': `${place.y}px` })(menu.current);
    menu.current?.querySelector('a')?.focus();
  }, [place.x, place.y]);
  return (
    <div class="point-menu" ref={menu} role="dialog" aria-label={`${series.name} at this point`} onKeyDown={({ key }) => key === 'Escape' && onClose()}>
      <p>
        <strong>{series.name}</strong>: {show(series.field, value).text}
      </p>
      <p>
        <When at={at} />
      </p>
      {series.field.links?.map(({ title, url }) => (
        <p key={title}>
          <DashboardLink url={fillLink(url, { range, variables: choices, time: at, labels: series.labels })}>{title}</DashboardLink>
        </p>
      ))}
      <button type="button" onClick={onClose}>
        Close
      </button>
    </div>
  );
}
