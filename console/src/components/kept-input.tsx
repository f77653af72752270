import { useEffect, useRef } from 'preact/hooks';

export type KeptInputProps = {
  /** What the address says. */
  readonly shown: string;
  /** A time of this machine, to the minute. */
  readonly isTime?: boolean;
  readonly id?: string;
  readonly name?: string;
  readonly placeholder?: string;
  readonly required?: boolean;
  readonly 'aria-describedby'?: string;
  readonly onChange?: (event: { readonly currentTarget: HTMLInputElement }) => void;
  readonly onBlur?: (event: { readonly currentTarget: HTMLInputElement }) => void;
};

/** Shows what the address says when that changes; until then it keeps what is typed, and always the focus. */
export function KeptInput({ shown, isTime = false, ...attributes }: KeptInputProps) {
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (input.current) input.current.value = shown;
  }, [shown]);
  const all = { ref: input, spellcheck: false, autocomplete: 'off', ...attributes };
  return isTime ? <input type="datetime-local" {...all} /> : <input type="text" {...all} />;
}
