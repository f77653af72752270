import { useMemo } from 'preact/hooks';
import { CopyButton } from '../components/copy-button.tsx';
import { QueryBlock } from './query-block.tsx';
import { renderTokens } from './render-markdown.ts';
import { splitRunbook, type CodePart, type TextPart } from './split-runbook.ts';
import './runbook.css';

export type RunbookPageProps = {
  readonly markdown: string;
  /** Of the runbook; without it, its queries cannot be run. */
  readonly name?: string;
};

/** A page of Markdown; every command and query in it can be copied, and a query can be run. */
export function RunbookPage({ markdown, name }: RunbookPageProps) {
  const parts = useMemo(() => splitRunbook(markdown), [markdown]);
  return (
    <article class="runbook card">
      {parts.map((part, index) => {
        if (part.kind === 'text') return <Text key={index} tokens={part.tokens} />;
        const { number, code } = part;
        return name !== undefined && number !== undefined ? <QueryBlock key={index} runbook={name} number={number} code={code} /> : <Code key={index} {...part} />;
      })}
    </article>
  );
}

function Text({ tokens }: Pick<TextPart, 'tokens'>) {
  // Handed on to the browser as it is, though its type is not the one that is declared.
  const markup = useMemo(() => renderTokens(tokens) as unknown as string, [tokens]);
  return <div class="runbook-text" dangerouslySetInnerHTML={{ __html: markup }} />;
}

const KINDS: Readonly<Record<string, string>> = { sh: 'Command', logql: 'Log query, for Loki', promql: 'Query, for Prometheus' };

function Code({ language, code }: Pick<CodePart, 'language' | 'code'>) {
  return (
    <div class="runbook-code">
      <div class="runbook-bar">
        <span class="soft">{KINDS[language] ?? ''}</span>
        <CopyButton text={code} label={firstLine(code)} />
      </div>
      <pre tabIndex={0}>
        <code>{code}</code>
      </pre>
    </div>
  );
}

const firstLine = (code: string): string => code.split('\n', 1)[0] ?? '';
