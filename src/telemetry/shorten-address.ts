import { isIPv4, isIPv6 } from 'node:net';

const GROUPS = 8;
/** Groups of 16 bits that stay of an IPv6 address: its /48, which a site is given. */
const KEPT_GROUPS = 3;

/** The network of an address: its /24 (IPv4) or /48 (IPv6), written as an address; `null` for what is none. */
export function shortenAddress(address: string): string | null {
  const [bare = ''] = address.split('%');
  const mapped = bare.replace(/^::ffff:(?=\d+\.)/i, '');
  if (isIPv4(mapped)) return mapped.replace(/\d+$/, '0');
  if (!isIPv6(bare)) return null;
  const kept = expand(bare).slice(0, KEPT_GROUPS);
  while (kept.at(-1) === '0') kept.pop();
  return `${kept.join(':')}::`;
}

/** Its groups, those included that `::` stands for. */
function expand(address: string): string[] {
  const [head = '', tail] = address.split('::');
  const before = groupsOf(head);
  const after = groupsOf(tail ?? '');
  const left = tail === undefined ? 0 : Math.max(0, GROUPS - before.length - after.length);
  return [...before, ...Array.from({ length: left }, () => '0'), ...after];
}

function groupsOf(text: string): string[] {
  if (text === '') return [];
  // The last 32 bits may be written as an IPv4 address: they are never among those that stay.
  const groups = text.replace(/\d+\.\d+\.\d+\.\d+$/, '0:0').split(':');
  return groups.map((group) => group.toLowerCase().replace(/^0+(?=.)/, ''));
}
