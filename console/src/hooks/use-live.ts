import { useEffect, useRef, useState } from 'preact/hooks';
import type { Answer } from '../api/ask.ts';
import { NOTHING_YET, startLive, type LiveLoop, type LiveState } from './live.ts';

export type Live<T> = LiveState<T> & { /** Asks again now. */ readonly reload: () => void };

/**
 * What `load` brings, kept up to date while the page is seen.
 *
 * @param everyMs milliseconds from one answer to the next request; 0: asked once
 * @param key names what is loaded: another key drops the value and starts anew
 */
export function useLive<T>(load: (signal: AbortSignal) => Promise<Answer<T>>, everyMs: number, key = ''): Live<T> {
  const [{ of, state }, setState] = useState<{ of: string; state: LiveState<T> }>({ of: key, state: NOTHING_YET });
  const latestLoad = useRef(load);
  latestLoad.current = load;
  const loop = useRef<LiveLoop | undefined>(undefined);
  useEffect(() => {
    const started = startLive<T>({
      load: (signal) => latestLoad.current(signal),
      everyMs,
      onChange: (next) => setState({ of: key, state: next }),
      isHidden: () => document.hidden,
    });
    loop.current = started;
    document.addEventListener('visibilitychange', started.wake);
    return () => {
      document.removeEventListener('visibilitychange', started.wake);
      started.stop();
    };
  }, [everyMs, key]);
  return { ...(of === key ? state : NOTHING_YET), reload: () => loop.current?.reload() };
}
