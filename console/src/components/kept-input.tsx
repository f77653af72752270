import { useEffect, useRef } from 'preact/hooks';

export type KeptInputProps = {
  /** What the address says. */
  readonly shown: string;
  readonly type?: 'text' | 'datetime-local';
  readonly id?: string;
  readonly name?: string;
  readonly placeholder?: string;
  readonly required?: boolean;
  readonly 'aria-describedby'?: string;
  readonly onChange?: (event: { readonly currentTarget: HTMLInputElement }) => void;
  readonly onBlur?: (event: { readonly currentTarget: HTMLInputElement }) => void;
};

/** Shows what the address says when that changes; until then it keeps what is typed, and always the focus. */
export function KeptInput({ shown, type = 'text', ...attributes }: KeptInputProps) {
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (input.current) input.current.value = shown;
  }, [shown]);
  return <input ref={input} type={type} spellcheck={false} autocomplete="off" {...attributes} />;
}
