import { useEffect, useState } from 'preact/hooks';

/**
 * The time that `now` of a range means: it moves on every so many milliseconds while the page is seen, and when asked to.
 *
 * @param everyMs 0: only when asked to
 */
export function useMoment(everyMs: number): { readonly moment: number; readonly moveOn: () => void } {
  const [moment, setMoment] = useState(Date.now);
  useEffect(() => {
    if (everyMs === 0) return undefined;
    const moveOn = () => !document.hidden && setMoment(Date.now());
    const timer = setInterval(moveOn, everyMs);
    document.addEventListener('visibilitychange', moveOn);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', moveOn);
    };
  }, [everyMs]);
  return { moment, moveOn: () => setMoment(Date.now()) };
}
