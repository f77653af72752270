import { deflateRawSync } from 'node:zlib';

/** A small ZIP archive, as Python wheels are. */
export function packZip(files: Readonly<Record<string, Buffer>>, method: 'stored' | 'deflated'): Buffer {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const [name, content] of Object.entries(files)) {
    const packed = method === 'stored' ? content : deflateRawSync(content);
    const about = describe(method, packed.length, content.length, name.length);
    const local = Buffer.concat([Buffer.from([0x50, 0x4b, 3, 4, 20, 0]), about, Buffer.from(name), packed]);
    const entry = Buffer.alloc(14);
    entry.writeUInt32LE(at, 10);
    directory.push(Buffer.concat([Buffer.from([0x50, 0x4b, 1, 2, 20, 0, 20, 0]), about, entry, Buffer.from(name)]));
    locals.push(local);
    at += local.length;
  }
  return Buffer.concat([...locals, ...directory, end(directory, at)]);
}

function describe(method: 'stored' | 'deflated', packedSize: number, size: number, nameLength: number): Buffer {
  const about = Buffer.alloc(24);
  about.writeUInt16LE(method === 'stored' ? 0 : 8, 2);
  about.writeUInt32LE(packedSize, 12);
  about.writeUInt32LE(size, 16);
  about.writeUInt16LE(nameLength, 20);
  return about;
}

function end(directory: readonly Buffer[], start: number): Buffer {
  const buffer = Buffer.alloc(22);
  Buffer.from([0x50, 0x4b, 5, 6]).copy(buffer);
  buffer.writeUInt16LE(directory.length, 8);
  buffer.writeUInt16LE(directory.length, 10);
  buffer.writeUInt32LE(Buffer.concat(directory).length, 12);
  buffer.writeUInt32LE(start, 16);
  return buffer;
}
