import { When } from '../components/times.tsx';
import { ChartMenu } from './chart-menu.tsx';
import { useScope } from './dashboard-scope.ts';
import { DashboardLink } from './description.tsx';
import { show } from './display.ts';
import { fillLink } from './links.ts';
import type { NearPoint } from './nearest-point.ts';

export type PickedPoint = NearPoint & { readonly place: { readonly x: number; readonly y: number } };

/** Where a point of a chart leads to. By keyboard, the same links stand in the panel's data. */
export function PointMenu({ point: { series, at, value, place }, onClose }: { readonly point: PickedPoint; readonly onClose: () => void }) {
  const { range, choices } = useScope();
  return (
    <ChartMenu label={`${series.name} at this point`} place={place} onClose={onClose}>
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
    </ChartMenu>
  );
}
