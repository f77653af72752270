import type { Alert } from '../../../src/console/measured.ts';
import { isPlainLabel } from './alert-words.ts';

/** What tells an alert from others of its name. */
export function Labels({ labels }: Pick<Alert, 'labels'>) {
  const shown = Object.entries(labels).filter(([label]) => isPlainLabel(label));
  if (shown.length === 0) return null;
  return (
    <p class="labels">
      {shown.map(([label, value]) => (
        <code key={label}>
          {label}={value}
        </code>
      ))}
    </p>
  );
}
