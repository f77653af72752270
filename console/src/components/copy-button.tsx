import { useEffect, useState } from 'preact/hooks';

const SAID_MS = 2_000;

/** Copies `text`, and says whether that worked. @param label what is copied, for example "click id" */
export function CopyButton({ text, label }: { readonly text: string; readonly label: string }) {
  const [said, setSaid] = useState<Copied>();
  useEffect(() => {
    if (said === undefined) return undefined;
    const timer = setTimeout(() => setSaid(undefined), SAID_MS);
    return () => clearTimeout(timer);
  }, [said]);
  return (
    <button type="button" class="copy" onClick={() => void copyText(text).then(setSaid)} aria-label={said === undefined ? `Copy ${label}` : undefined} title={`Copy ${label}`}>
      <span aria-live="polite">{said ?? 'Copy'}</span>
    </button>
  );
}

type Copied = 'Copied' | 'Not copied';

/** Browsers offer the clipboard to pages of https and of this machine only. */
export async function copyText(text: string): Promise<Copied> {
  try {
    await navigator.clipboard.writeText(text);
    return 'Copied';
  } catch {
    return 'Not copied';
  }
}
