import { useEffect, useMemo, useRef } from 'preact/hooks';
import { copyText } from '../components/copy-button.tsx';
import { renderMarkdown } from './render-markdown.ts';

/** A page of Markdown; every command and query in it can be copied. */
export function RunbookPage({ markdown }: { readonly markdown: string }) {
  const page = useRef<HTMLElement>(null);
  // Handed on to the browser as it is, though its type is not the one that is declared.
  const markup = useMemo(() => renderMarkdown(markdown) as unknown as string, [markdown]);
  useEffect(() => {
    for (const block of page.current?.querySelectorAll('pre') ?? []) addCopyButton(block);
  }, [markup]);
  return <article class="runbook card" ref={page} dangerouslySetInnerHTML={{ __html: markup }} />;
}

function addCopyButton(block: HTMLElement): void {
  const text = block.textContent.trim();
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'copy';
  button.textContent = 'Copy';
  button.setAttribute('aria-label', `Copy ${text.split('\n', 1)[0] ?? ''}`);
  button.addEventListener('click', () => void copyText(text).then((said) => (button.textContent = said)));
  const box = document.createElement('div');
  box.className = 'runbook-code';
  block.tabIndex = 0;
  block.replaceWith(box);
  box.append(block, button);
}
