import { useEffect, useReducer } from 'preact/hooks';

/** Renders again whenever something outside of the page's components changes. */
export function useOutside<T>(read: () => T, onChange: (listener: () => void) => () => void): T {
  const [, renderAgain] = useReducer((count: number) => count + 1, 0);
  useEffect(() => onChange(() => renderAgain(undefined)), [onChange]);
  return read();
}
