import { useEffect, useState } from 'preact/hooks';

const SAID_MS = 2_000;

/** Copies `text`, and says whether that worked. @param label what is copied, for example "click id" */
export function CopyButton({ text, label }: { readonly text: string; readonly label: string }) {
  const [said, setSaid] = useState<'Copied' | 'Not copied'>();
  useEffect(() => {
    if (said === undefined) return undefined;
    const timer = setTimeout(() => setSaid(undefined), SAID_MS);
    return () => clearTimeout(timer);
  }, [said]);
  const copy = () => writeText(text).then(() => setSaid('Copied'), () => setSaid('Not copied'));
  return (
    <button type="button" class="copy" onClick={() => void copy()} aria-label={`Copy ${label}`} title={`Copy ${label}`}>
      <span aria-live="polite">{said ?? 'Copy'}</span>
    </button>
  );
}

/** Browsers offer the clipboard to pages of https and of this machine only. */
async function writeText(text: string): Promise<void> {
  await navigator.clipboard.writeText(text);
}
