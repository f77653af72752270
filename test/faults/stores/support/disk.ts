import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, statfs, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A file system for one server. Mounting it takes the rights of root. */
export type Disk = {
  readonly folder: string;
  /**
   * What is on it afterwards is what had really reached it; the server must have been killed before.
   *
   * @throws when something has survived that was never flushed: then nothing was cut.
   */
  cutPower(): Promise<void>;
  /** Leaves no byte free, until it is told so. */
  fill(): Promise<void>;
  free(): Promise<void>;
  close(): Promise<void>;
};

/** As far as possible only what a server itself has written through: by itself the system writes after five minutes. */
const OPTIONS = 'loop,commit=300';

/**
 * An ext4 in a file. The file holds what the file system has sent to its device, and nothing that is only in memory: a
 * copy of it is what a power cut leaves behind.
 */
export async function openDisk(megabytes: number): Promise<Disk> {
  const place = await mkdtemp(join(tmpdir(), 'mining-clicks-test-disk-'));
  const folder = join(place, 'mounted');
  let image = join(place, 'disk-0');
  let cuts = 0;
  await mkdir(folder);
  await run('truncate', ['-s', `${megabytes}M`, image]);
  await run('mkfs.ext4', ['-q', '-F', '-m', '0', image]);
  await mount(image, folder);
  const filler = join(folder, 'filler');
  return {
    folder,
    cutPower: async () => {
      const left = join(place, `disk-${(cuts += 1)}`);
      const unflushed = join(folder, 'unflushed');
      await writeFile(unflushed, 'gone after the cut');
      await run('cp', ['--sparse=always', image, left]);
      await run('umount', [folder]);
      await rm(image);
      image = left;
      await mount(image, folder);
      if (existsSync(unflushed)) throw new Error(`nothing was cut: ${unflushed}, which was never flushed, is still there`);
    },
    fill: async () => {
      const { bfree, bsize } = await statfs(folder);
      // More than there is room for: what fits is written.
      await writeFile(filler, Buffer.alloc(bfree * bsize + bsize), { flush: true }).catch(() => undefined);
    },
    free: () => rm(filler),
    close: async () => {
      await run('umount', [folder]);
      await rm(place, { recursive: true, force: true });
    },
  };
}

async function mount(image: string, folder: string): Promise<void> {
  await run('mount', ['-o', OPTIONS, image, folder]).catch((cause: unknown) => {
    throw new Error('These experiments mount a file as a disk: they need root and loop devices.', { cause });
  });
}
