import type { LettersAnswer } from '../../../src/http/routes/admin-schemas.ts';
import { meaningOf } from '../clicks/codes.ts';
import { RepairAccounts } from '../clicks/repair-account.tsx';
import { Ago, Table } from '../components/index.ts';

export type ByCodeProps = { readonly byCode: LettersAnswer['byCode']; readonly selected: string | undefined; readonly onSelect: (code: string | null) => void };

const REFUSED = 'LEDGER_REFUSED';

/** All open ones by their code, whatever is shown below; a code leads to its letters. */
export function ByCode({ byCode, selected, onSelect }: ByCodeProps) {
  if (byCode.length === 0) return null;
  return (
    <Table
      caption="Open ones by their code"
      rows={byCode}
      keyOf={({ code }) => code}
      columns={[
        {
          title: 'Code',
          isHeader: true,
          cell: ({ code }) => (
            <button type="button" aria-pressed={code === selected} onClick={() => onSelect(code === selected ? null : code)}>
              {code === selected && <span aria-hidden="true">✓ </span>}
              {code}
            </button>
          ),
        },
        { title: 'Open', isNumber: true, cell: ({ count }) => count },
        { title: 'The oldest failed', cell: ({ oldest }) => <Ago at={Date.parse(oldest)} /> },
        {
          title: 'What it means',
          cell: ({ code }) => (
            <span class="meaning">
              {meaningOf(code)} <a href="/console/runbooks/MiningDeadLetters">Runbook</a> {code === REFUSED && <RepairAccounts />}
            </span>
          ),
        },
      ]}
    />
  );
}
