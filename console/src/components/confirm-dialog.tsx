import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import type { Problem } from '../api/ask.ts';
import { ProblemBox } from './problem-box.tsx';

/** What the audit trail takes as a reason. */
export const REASON_LENGTH = { least: 3, most: 300 } as const;

export type ConfirmDialogProps = {
  readonly isOpen: boolean;
  /** The question. */
  readonly title: string;
  /** What the button does, a verb first. */
  readonly action: string;
  /** Asks for a reason, which `onConfirm` is given. */
  readonly asksReason?: boolean;
  /** It cannot be undone, or stops something. */
  readonly isDangerous?: boolean;
  /** Does it; a problem is shown and leaves the dialog open. */
  readonly onConfirm: (reason: string) => Promise<Problem | undefined>;
  readonly onClose: () => void;
  /** What will happen, and fields of the act's own. */
  readonly children?: ComponentChildren;
};

/** Asks before an act. Escape and Cancel leave everything as it was; the focus goes back to where it came from. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const { isOpen, title, action, asksReason = false, isDangerous = false, onClose, children } = props;
  const { dialog, reason, setReason, isActing, problem, submit } = useConfirm(props);
  const titleId = useId();
  return (
    <dialog class="confirm" ref={dialog} aria-labelledby={titleId} onClose={onClose}>
      {isOpen && (
        <form onSubmit={submit}>
          <h2 id={titleId}>{title}</h2>
          <div class="stack">{children}</div>
          {asksReason && <ReasonField value={reason} onInput={setReason} />}
          {problem && <ProblemBox problem={problem} />}
          <p class="row row-end">
            <button type="button" onClick={() => dialog.current?.close()}>
              Cancel
            </button>
            <button type="submit" class={isDangerous ? 'danger' : 'primary'} disabled={isActing}>
              {isActing ? 'Working …' : action}
            </button>
          </p>
        </form>
      )}
    </dialog>
  );
}

function useConfirm({ isOpen, onConfirm }: ConfirmDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [reason, setReason] = useState('');
  const [isActing, setActing] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  useEffect(() => {
    if (isOpen === dialog.current?.open) return;
    if (!isOpen) return dialog.current?.close();
    setReason('');
    setProblem(undefined);
    dialog.current?.showModal();
  }, [isOpen]);
  const submit = (event: Event) => {
    event.preventDefault();
    if (isActing) return;
    setActing(true);
    void onConfirm(reason.trim()).then((problem) => {
      setActing(false);
      setProblem(problem);
      if (!problem) dialog.current?.close();
    });
  };
  return { dialog, reason, setReason, isActing, problem, submit };
}

function ReasonField({ value, onInput }: { readonly value: string; readonly onInput: (value: string) => void }) {
  const { least, most } = REASON_LENGTH;
  return (
    <label class="field">
      Reason, for the audit trail
      <textarea rows={2} required minLength={least} maxLength={most} value={value} onInput={(event) => onInput(event.currentTarget.value)} />
      <span class="hint">
        {least} to {most} characters.
      </span>
    </label>
  );
}
