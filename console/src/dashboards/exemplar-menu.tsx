import type { Exemplar } from '../../../src/console/measured.ts';
import { formatOf } from '../charts/units.ts';
import { viewOf } from '../clicks/addresses.ts';
import { When } from '../components/times.tsx';
import { linesWith } from '../lines/line-links.ts';
import { ChartMenu } from './chart-menu.tsx';
import type { Panel } from './dashboard-json.ts';

export type PickedExemplar = { readonly exemplar: Exemplar; readonly place: { readonly x: number; readonly y: number } };

type MenuProps = { readonly panel: Panel; readonly picked: PickedExemplar; readonly onClose: () => void };

/** A single request or click, and where it leads to. By keyboard, the same links stand in the list below the chart. */
export function ExemplarMenu({ panel, picked: { exemplar, place }, onClose }: MenuProps) {
  const { at, value } = exemplar;
  return (
    <ChartMenu label="A single one" place={place} onClose={onClose}>
      <p>
        <strong>{formatOf(panel.fieldConfig?.defaults?.unit)(value)}</strong> at <When at={at} />
      </p>
      <p class="soft">{inShort(exemplar)}</p>
      <p class="row">
        <ExemplarLinks exemplar={exemplar} />
      </p>
    </ChartMenu>
  );
}

/** What kind of request or click it was, of which process. */
const inShort = ({ labels }: Exemplar): string => ['method', 'endpoint', 'status', 'instance'].flatMap((name) => labels[name] ?? []).join(' ');

/** A request that only reads has no click. */
function ExemplarLinks({ exemplar: { traceId, at, labels } }: { readonly exemplar: Exemplar }) {
  return (
    <>
      {labels['method'] !== 'GET' && <a href={viewOf({ traceId })}>Its click</a>} <a href={linesWith(traceId, at)}>Its log lines</a>
    </>
  );
}

const MOST_LISTED = 50;

/** The dots of a chart as a list, the newest first. */
export function ExemplarList({ panel, exemplars }: { readonly panel: Panel; readonly exemplars: readonly Exemplar[] }) {
  if (exemplars.length === 0) return null;
  const format = formatOf(panel.fieldConfig?.defaults?.unit);
  return (
    <details class="drop drop-up" name="dashboard-drop">
      <summary>{exemplars.length === 1 ? 'one dot' : `${exemplars.length} dots`}</summary>
      <ul class="drop-box mark-list">
        {exemplars.slice(-MOST_LISTED).reverse().map((exemplar) => (
          <li key={`${exemplar.at} ${exemplar.traceId}`}>
            <When at={exemplar.at} /> <strong>{format(exemplar.value)}</strong> <ExemplarLinks exemplar={exemplar} /> <span class="soft">{inShort(exemplar)}</span>
          </li>
        ))}
      </ul>
    </details>
  );
}
