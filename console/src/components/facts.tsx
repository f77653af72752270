import type { ComponentChildren } from 'preact';
import { CopyButton } from './copy-button.tsx';
import './facts.css';

export type Fact = {
  readonly term: string;
  readonly value: ComponentChildren;
  /** What a button beside it copies. */
  readonly copied?: string;
};

/** Terms and what they are; a term beside its value where there is room. */
export function Facts({ facts }: { readonly facts: readonly (Fact | undefined)[] }) {
  return (
    <dl class="facts">
      {facts.map(
        (fact) =>
          fact && (
            <div key={fact.term}>
              <dt>{fact.term}</dt>
              <dd>
                {fact.value}
                {fact.copied !== undefined && <CopyButton text={fact.copied} label={fact.term.toLowerCase()} />}
              </dd>
            </div>
          ),
      )}
    </dl>
  );
}

/** An id that may be copied, and may lead somewhere; no fact where there is none. */
export function idFact(term: string, id: string | undefined, href?: string): Fact | undefined {
  if (id === undefined) return undefined;
  return { term, copied: id, value: href === undefined ? <code>{id}</code> : <a href={href}><code>{id}</code></a> };
}
