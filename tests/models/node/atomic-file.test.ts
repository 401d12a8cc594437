import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { AppFailure, type FailureCode } from '../../../models/failure.ts';
import { renameAtomically, writeFileAtomically } from '../../../models/node/atomic-file.ts';
import { Random } from '../../../models/random.ts';
import { killMidWrite } from './kill-mid-write.ts';
import { mountSmallDisk, noSmallDisk } from './small-disk.ts';

const root = mkdtempSync(join(tmpdir(), 'heirloom-atomic-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const isRoot = process.getuid?.() === 0;
const bytes = new TextEncoder().encode('all of it');

describe('a write that goes well', () => {
  test('makes the file, replaces it, and leaves nothing else', async () => {
    const folder = newFolder();
    const path = join(folder, 'photo.png');
    await writeFileAtomically(path, bytes);
    expect(readFileSync(path, 'utf8')).toBe('all of it');
    await writeFileAtomically(path, new Uint8Array(0));
    expect(statSync(path).size).toBe(0);
    expect(readdirSync(folder)).toEqual(['photo.png']);
  });

  test('writes a part of a larger buffer, and only that', async () => {
    const path = join(newFolder(), 'part');
    await writeFileAtomically(path, Uint8Array.of(1, 2, 3, 4).subarray(1, 3));
    expect([...readFileSync(path)]).toEqual([2, 3]);
  });

  test('manages the longest name a file can have', async () => {
    const folder = newFolder();
    await writeFileAtomically(join(folder, 'n'.repeat(255)), bytes);
    expect(readdirSync(folder)).toEqual(['n'.repeat(255)]);
  });

  test('many at once to one name end in one of them, whole', async () => {
    const folder = newFolder();
    const path = join(folder, 'shared');
    await Promise.all(Array.from({ length: 20 }, async (_, i) => writeFileAtomically(path, new Uint8Array(100_000).fill(i))));
    const result = readFileSync(path);
    expect(result.length).toBe(100_000);
    expect(result.every((byte) => byte === result[0])).toBe(true);
    expect(readdirSync(folder)).toEqual(['shared']);
  });

  test.skipIf(process.platform === 'win32')('keeps the permissions of the file it replaces', async () => {
    const path = join(newFolder(), 'private');
    writeFileSync(path, 'old');
    chmodSync(path, 0o600);
    await writeFileAtomically(path, bytes);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  test.skipIf(process.platform === 'win32')('replaces a link and leaves alone what it points to', async () => {
    const folder = newFolder();
    writeFileSync(join(folder, 'source'), 'precious');
    symlinkSync(join(folder, 'source'), join(folder, 'link'));
    await writeFileAtomically(join(folder, 'link'), bytes);
    expect(readFileSync(join(folder, 'source'), 'utf8')).toBe('precious');
    expect(readFileSync(join(folder, 'link'), 'utf8')).toBe('all of it');
  });
});

describe('a write that cannot be', () => {
  test('the folder is missing', async () => {
    const failure = await failureOf(join(root, 'nowhere', 'photo.png'), 'output-unwritable');
    expect(failure.message).toBe(`photo.png cannot be written to ${join(root, 'nowhere')}: there is no such folder; make it or choose another one.`);
    expect(failure.cause).toMatchObject({ code: 'ENOENT' });
  });

  test('the folder is a file', async () => {
    const folder = newFolder();
    writeFileSync(join(folder, 'file'), 'x');
    const failure = await failureOf(join(folder, 'file', 'photo.png'), 'output-unwritable');
    expect(failure.message).toContain('that is not a folder');
  });

  test('a folder has the name', async () => {
    const folder = newFolder();
    mkdirSync(join(folder, 'photo.png'));
    const failure = await failureOf(join(folder, 'photo.png'), 'output-unwritable');
    expect(failure.message).toContain('a folder of that name is in the way');
    expect(readdirSync(folder)).toEqual(['photo.png']);
    expect(readdirSync(join(folder, 'photo.png'))).toEqual([]);
  });

  test('the name is too long', async () => {
    const folder = newFolder();
    const failure = await failureOf(join(folder, 'n'.repeat(256)), 'output-unwritable');
    expect(failure.message).toContain('its name is too long');
    expect(readdirSync(folder)).toEqual([]);
  });

  test.skipIf(process.platform === 'win32')("the folder is not this user's to write to", async () => {
    const folder = newFolder();
    writeFileSync(join(folder, 'photo.png'), 'old');
    chmodSync(root, 0o755);
    chmodSync(folder, 0o555);
    // Permissions do not bind root: be nobody for a moment.
    if (isRoot) process.seteuid?.(65534);
    try {
      const failure = await failureOf(join(folder, 'photo.png'), 'output-unwritable');
      expect(failure.cause).toMatchObject({ code: 'EACCES' });
      expect(failure.message).toContain('you may not write there; choose another folder');
    } finally {
      if (isRoot) process.seteuid?.(0);
      chmodSync(folder, 0o755);
    }
    expect(readFileSync(join(folder, 'photo.png'), 'utf8')).toBe('old');
    expect(readdirSync(folder)).toEqual(['photo.png']);
  });

  test('the disk is full, then read-only: the old file stays whole', async (context) => {
    const disk = mountSmallDisk(256 * 1024);
    if (disk === undefined) return context.skip(noSmallDisk);
    try {
      const path = join(disk.folder, 'photo.png');
      await writeFileAtomically(path, bytes);
      const full = await failureOf(path, 'disk-full', new Uint8Array(1_000_000));
      expect(full.message).toBe(`photo.png cannot be written to ${disk.folder}: there is no room left; free some space or choose another folder.`);
      expect(full.cause).toMatchObject({ code: 'ENOSPC' });
      expect(readFileSync(path, 'utf8')).toBe('all of it');
      expect(readdirSync(disk.folder)).toEqual(['photo.png']);
      await writeFileAtomically(path, new Uint8Array(100_000)); // the failed try gave its room back

      disk.makeReadOnly();
      expect((await failureOf(path, 'output-unwritable')).cause).toMatchObject({ code: 'EROFS' });
      expect(statSync(path).size).toBe(100_000);
    } finally {
      disk.remove();
    }
  });

  test('a mistake in the program is not dressed up as a failure', async () => {
    await expect(writeFileAtomically(join(newFolder(), 'x'), 7 as unknown as Uint8Array)).rejects.toThrow(TypeError);
  });
});

test('a rename replaces, and says what is wrong', async () => {
  const folder = newFolder();
  writeFileSync(join(folder, 'new'), 'new');
  writeFileSync(join(folder, 'old'), 'old');
  await renameAtomically(join(folder, 'new'), join(folder, 'old'));
  expect(readFileSync(join(folder, 'old'), 'utf8')).toBe('new');
  await expect(renameAtomically(join(folder, 'new'), join(folder, 'old'))).rejects.toMatchObject({ code: 'output-unwritable' });
});

describe('killed', () => {
  test('with SIGKILL in the middle of a write, the file is whole each time, and the next writer tidies up', async () => {
    const folder = newFolder();
    const path = join(folder, 'weights');
    writeFileSync(path, new Uint8Array(2_000_000).fill(7));
    const random = Random.fromSeed(5);
    let killedMidWrite = 0;
    for (let round = 0; round < 5; round++) {
      await killMidWrite(new URL('./atomic-file.writer.ts', import.meta.url), [path], random.between(0, 80));
      const result = readFileSync(path);
      expect((result.length - 2_000_000) % 100_000).toBe(0);
      expect(result.length).toBeGreaterThanOrEqual(2_000_000);
      expect(result.every((byte) => byte === result[0])).toBe(true);
      const left = readdirSync(folder).filter((name) => name !== 'weights');
      // Each writer removes what the one before it left, so there is never more than one.
      expect(left.length).toBeLessThanOrEqual(1);
      killedMidWrite += left.length;
    }
    expect(killedMidWrite).toBeGreaterThan(0);
    await writeFileAtomically(path, bytes);
    expect(readdirSync(folder)).toEqual(['weights']);
  });

  test('a writer that still runs, and files that are not ours, are left alone by the tidying', async () => {
    const ours = await temporaryNameOf(process.ppid);
    const dead = await temporaryNameOf(spawnSync(process.execPath, ['--version']).pid);
    const folder = newFolder();
    const kept = [ours, '.heirloom-00000000-1-x.tmp', 'holiday.tmp'];
    for (const name of [...kept, dead]) writeFileSync(join(folder, name), 'x');
    await writeFileAtomically(join(folder, 'photo'), bytes);
    expect(readdirSync(folder).sort()).toEqual([...kept, 'photo'].sort());
  });
});

/** How a writer with this process id on this machine calls its temporary files: a failed rename says its own. */
async function temporaryNameOf(pid: number): Promise<string> {
  const folder = newFolder();
  mkdirSync(join(folder, 'taken'));
  const { cause } = await failureOf(join(folder, 'taken'), 'output-unwritable');
  const name = basename((cause as { path: string }).path);
  expect(name).toContain(`-${process.pid}-`);
  return name.replace(`-${process.pid}-`, `-${pid}-`);
}

function newFolder(): string {
  return mkdtempSync(join(root, 'f-'));
}

async function failureOf(path: string, code: FailureCode, content: Uint8Array = bytes): Promise<AppFailure> {
  const error: unknown = await writeFileAtomically(path, content).then(() => 'written', (reason: unknown) => reason);
  expect(error).toBeInstanceOf(AppFailure);
  expect(error).toMatchObject({ code });
  return error as AppFailure;
}
