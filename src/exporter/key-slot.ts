const SLOTS = 16_384;

/** The slot of a key in a Redis Cluster, from 0 to 16383. */
export function slotOf(key: string): number {
  return crc16(Buffer.from(hashedPartOf(key))) % SLOTS;
}

/** What stands between the first `{` and the `}` after it, if that is not empty; else all of the key. */
function hashedPartOf(key: string): string {
  const start = key.indexOf('{');
  const end = start < 0 ? -1 : key.indexOf('}', start + 1);
  return end > start + 1 ? key.slice(start + 1, end) : key;
}

/** CRC-16/XMODEM, as the specification of Redis Cluster asks for. */
function crc16(bytes: Uint8Array): number {
  let crc = 0;
  for (const byte of bytes) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 0x8000 ? ((crc << 1) ^ 0x1021) & 0xffff : (crc << 1) & 0xffff;
  }
  return crc;
}
