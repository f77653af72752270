import { inflateRawSync } from 'node:zlib';

const END_OF_DIRECTORY = 0x06054b50;
const DIRECTORY_ENTRY = 0x02014b50;
const END_SIZE = 22;
const ENTRY_SIZE = 46;
const LOCAL_HEADER_SIZE = 30;
const STORED = 0;
const DEFLATED = 8;

type Entry = {
  readonly name: string;
  readonly method: number;
  readonly packedSize: number;
  readonly size: number;
  readonly localHeader: number;
};

/**
 * The content of the first file in a ZIP archive whose name ends in `suffix`. Enough for Python wheels (one disk, under
 * 4 GiB, stored or deflated), which saves a fresh machine from needing an unzip program.
 */
export function readZipEntry(archive: Buffer, suffix: string): Buffer {
  const entry = listEntries(archive).find(({ name }) => name.endsWith(suffix));
  if (entry === undefined) throw new Error(`the archive holds no file ${suffix}`);
  const header = entry.localHeader;
  const start = header + LOCAL_HEADER_SIZE + archive.readUInt16LE(header + 26) + archive.readUInt16LE(header + 28);
  const packed = archive.subarray(start, start + entry.packedSize);
  const content = unpack(packed, entry);
  if (content.length !== entry.size) throw new Error(`the archive's file ${entry.name} is damaged`);
  return content;
}

function unpack(packed: Buffer, { method, name, size }: Entry): Buffer {
  if (method === STORED) return packed;
  if (method === DEFLATED) return inflateRawSync(packed, { maxOutputLength: Math.max(size, 1) });
  throw new Error(`the archive's file ${name} is packed by the unknown method ${method}`);
}

function listEntries(archive: Buffer): Entry[] {
  const end = findEnd(archive);
  const entries: Entry[] = [];
  let at = archive.readUInt32LE(end + 16);
  for (let left = archive.readUInt16LE(end + 10); left > 0; left -= 1) {
    if (archive.readUInt32LE(at) !== DIRECTORY_ENTRY) throw new Error('the archive has a damaged directory');
    const nameLength = archive.readUInt16LE(at + 28);
    entries.push({
      name: archive.toString('utf8', at + ENTRY_SIZE, at + ENTRY_SIZE + nameLength),
      method: archive.readUInt16LE(at + 10),
      packedSize: archive.readUInt32LE(at + 20),
      size: archive.readUInt32LE(at + 24),
      localHeader: archive.readUInt32LE(at + 42),
    });
    at += ENTRY_SIZE + nameLength + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
  }
  return entries;
}

function findEnd(archive: Buffer): number {
  for (let at = archive.length - END_SIZE; at >= 0; at -= 1) {
    if (archive.readUInt32LE(at) === END_OF_DIRECTORY) return at;
  }
  throw new Error('this is not a ZIP archive');
}
