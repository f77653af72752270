import { useState } from 'preact/hooks';
import type { LogLine } from '../../../src/console/found.ts';
import { viewOf } from '../clicks/addresses.ts';
import { CopyButton } from '../components/copy-button.tsx';
import { StateBadge } from '../components/state-badge.tsx';
import { When } from '../components/times.tsx';
import { LOG_LEVELS } from '../format/log-words.ts';
import { formatShort, formatValue } from '../format/value.ts';
import { linksOfLine } from './line-links.ts';
import './log-line.css';

/** A line in short; opened, its fields and where they lead. */
export function LogLineView({ line }: { readonly line: LogLine }) {
  const [isOpen, setOpen] = useState(false);
  const { at, process, level, message, fields } = line;
  return (
    <details class={`log-line log-line-${LOG_LEVELS[level] ?? 'unknown'}`} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>
        <When at={at} isExact /> <StateBadge state={LOG_LEVELS[level] ?? 'unknown'} word={level} /> <span class="soft">{process.replace('mining-click-', '')}</span> <strong>{message}</strong>{' '}
        {!isOpen && <span class="log-line-short">{formatShort(gravestFirst(fields))}</span>}
      </summary>
      {isOpen && <OpenLine line={line} />}
    </details>
  );
}

/** What went wrong is read first; what is not known, not at all. */
function gravestFirst({ errorCode, error, where, ...others }: LogLine['fields']): LogLine['fields'] {
  const known = Object.entries({ errorCode, error, where, ...others }).filter(([, value]) => value !== null && value !== undefined);
  return Object.fromEntries(known);
}

function OpenLine({ line }: { readonly line: LogLine }) {
  const { at, process, level, message, fields } = line;
  const time = new Date(at).toISOString();
  return (
    <>
      <p class="row">
        {linksOfLine(line).map(({ title, href }) => (
          <a key={href} href={href}>
            {title}
          </a>
        ))}
        <CopyButton text={formatValue({ time, level, service: process, ...fields, message })} label="this line" />
      </p>
      <dl class="log-line-fields">
        {Object.entries({ time, service: process, ...fields }).map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{CLICKS.has(name) ? <Clicks ids={[value].flat()} /> : formatValue(value)}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}

const CLICKS: ReadonlySet<string> = new Set(['clickId', 'clickIds']);

function Clicks({ ids }: { readonly ids: readonly unknown[] }) {
  return (
    <>
      {ids.map((id) => (
        <a key={String(id)} class="log-line-click" href={viewOf({ clickId: String(id) })}>
          {String(id)}
        </a>
      ))}
    </>
  );
}
