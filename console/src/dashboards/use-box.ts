import { useEffect, useRef, useState } from 'preact/hooks';

/** Steps of width, so that a scroll bar that comes and goes asks nothing anew. */
const WIDTH_STEP = 50;

/** How wide an element is, and whether it is in sight or nearly. */
export function useBox<E extends HTMLElement>() {
  const ref = useRef<E>(null);
  const [width, setWidth] = useState(0);
  const [isInSight, setInSight] = useState(false);
  useEffect(() => {
    const element = ref.current;
    if (!element) return undefined;
    const measured = new ResizeObserver(([entry]) => entry && setWidth(Math.max(WIDTH_STEP, Math.floor(entry.contentRect.width / WIDTH_STEP) * WIDTH_STEP)));
    const seen = new IntersectionObserver(([entry]) => entry && setInSight(entry.isIntersecting), { rootMargin: '200px' });
    measured.observe(element);
    seen.observe(element);
    return () => {
      measured.disconnect();
      seen.disconnect();
    };
  }, []);
  return { ref, width, isInSight };
}
