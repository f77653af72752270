import type { Audit, AuditCounts } from '../../ledger/audit.js';

/** The audit in one line, for people and scripts. */
export function reportLine(counts: AuditCounts): string {
  return Object.entries(counts)
    .map(([name, count]) => `${name}=${count}`)
    .join(' ');
}

/** The first findings of each kind, and how many more there are. */
export function findingLines({ findings }: Audit, mostOfAKind = 10): string[] {
  const kinds = [...new Set(findings.map((finding) => finding.kind))];
  return kinds.flatMap((kind) => {
    const found = findings.filter((finding) => finding.kind === kind);
    const rest = found.length - mostOfAKind;
    const lines = found.slice(0, mostOfAKind).map(({ what }) => `${kind}: ${what}`);
    return rest > 0 ? [...lines, `${kind}: ${rest} more`] : lines;
  });
}
