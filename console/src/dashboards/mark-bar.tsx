import { When } from '../components/times.tsx';
import type { Dashboard } from './dashboard-json.ts';
import { annotationsOf, type Marks } from './use-marks.ts';

type MarkBarProps = { readonly dashboard: Dashboard; readonly marks: Marks; readonly shown: ReadonlySet<string>; readonly onShow: (shown: ReadonlySet<string>) => void };

/** Which marks are drawn in the charts, and the same as a list. */
export function MarkBar({ dashboard, marks: { marks, problem }, shown, onShow }: MarkBarProps) {
  const annotations = annotationsOf(dashboard);
  if (annotations.length === 0) return null;
  const toggle = (name: string) => onShow(new Set(shown.has(name) ? [...shown].filter((one) => one !== name) : [...shown, name]));
  const sorted = [...marks].sort((one, other) => other.from - one.from).slice(0, 50);
  return (
    <>
      {annotations.map(({ name }) => (
        <label key={name} class="check">
          <input type="checkbox" checked={shown.has(name)} onChange={() => toggle(name)} />
          {name}
        </label>
      ))}
      <details class="drop" name="dashboard-drop">
        <summary>{marks.length === 1 ? 'one mark' : `${marks.length} marks`}</summary>
        <ul class="drop-box mark-list">
          {sorted.map(({ from, to, title, text }) => (
            <li key={`${from} ${title} ${text}`}>
              <When at={from} /> {to > from && <>to <When at={to} /> </>}
              <strong>{title}</strong> {text}
            </li>
          ))}
          {marks.length === 0 && <li>Nothing was marked in this time.</li>}
        </ul>
      </details>
      {problem !== undefined && <span role="status">{problem}</span>}
    </>
  );
}
