import { useState } from 'preact/hooks';
import { silenceAlert } from '../api/measured.ts';
import { ConfirmDialog } from '../components/confirm-dialog.tsx';
import { MinutesField } from './minutes-field.tsx';
import { minutesOf } from './minutes.ts';

const FIRST_MINUTES = '60';

/** Silences all alerts of a name for a time, after asking. */
export function SilenceButton({ alertname, onDone }: { readonly alertname: string; readonly onDone: () => void }) {
  const [isOpen, setOpen] = useState(false);
  const [minutes, setMinutes] = useState(FIRST_MINUTES);
  const silence = async (reason: string) => {
    const answer = await silenceAlert({ alertname, minutes: minutesOf(minutes) ?? 0, reason });
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
        <MinutesField text={minutes} onInput={setMinutes} />
      </ConfirmDialog>
    </>
  );
}
