import { useState } from 'preact/hooks';
import { silenceAlert } from '../api/measured.ts';
import { ConfirmDialog } from '../components/confirm-dialog.tsx';

const TIMES = [
  { minutes: 30, title: '30 minutes' },
  { minutes: 60, title: '1 hour' },
  { minutes: 240, title: '4 hours' },
  { minutes: 720, title: '12 hours' },
  { minutes: 1_440, title: '24 hours' },
] as const;

/** Silences all alerts of a name for a time, after asking. */
export function SilenceButton({ alertname, onDone }: { readonly alertname: string; readonly onDone: () => void }) {
  const [isOpen, setOpen] = useState(false);
  const [minutes, setMinutes] = useState<number>(TIMES[1].minutes);
  const silence = async (reason: string) => {
    const answer = await silenceAlert({ alertname, minutes, reason });
    if (!answer.ok) return answer.problem;
    onDone();
    return undefined;
  };
  return (
    <>
      <button type="button" onClick={() => setOpen(true)}>
        Silence …
      </button>
      <ConfirmDialog isOpen={isOpen} title={`Silence ${alertname}?`} action="Silence it" asksReason onConfirm={silence} onClose={() => setOpen(false)}>
        <p>Nobody is told of this alert for that time, on whatever process it fires. It goes on to fire, and is listed as silenced.</p>
        <label class="field">
          For
          <select value={minutes} onChange={(event) => setMinutes(Number(event.currentTarget.value))}>
            {TIMES.map(({ minutes, title }) => (
              <option key={minutes} value={minutes}>
                {title}
              </option>
            ))}
          </select>
        </label>
      </ConfirmDialog>
    </>
  );
}
