import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, describe, expect, test } from 'vitest';
import { heirloom } from '../cli/heirloom.ts';
import { writeTinyModels } from '../cli/tiny-models.ts';

/** Debian's qemu-user plays a processor of 2008: SSE4.2, no AVX. */
const emulator = 'qemu-x86_64';
const isThere = process.platform === 'linux' && process.arch === 'x64' && spawnSync(emulator, ['--version']).status === 0;
const home = mkdtempSync(join(tmpdir(), 'heirloom-no-avx-'));

afterAll(() => rmSync(home, { recursive: true, force: true }));

describe.skipIf(!isThere)(`a processor without AVX${isThere ? '' : ` (skipped: no ${emulator})`}`, () => {
  test('a photo is coloured as on this one, to the last step of 255', { timeout: 240_000 }, async () => {
    const photo = join(home, 'photo.png');
    const noise = Uint8Array.from({ length: 48 * 40 }, (_, i) => (i * 37 + ((i * i) >> 5)) % 256);
    await sharp(noise, { raw: { width: 48, height: 40, channels: 1 } }).blur(2).png().toFile(photo);
    const models = join(home, 'models');
    mkdirSync(models);
    await writeTinyModels(models, ['colorize']);
    const here = await colorize([], photo, 'here');
    const there = await colorize([emulator, '-cpu', 'Nehalem'], photo, 'there');
    expect(there.length).toBe(here.length);
    expect(Math.max(...here.map((value, i) => Math.abs(value - (there[i] as number))))).toBeLessThanOrEqual(1);
  });
});

async function colorize(through: readonly string[], photo: string, out: string): Promise<Buffer> {
  const where = { folder: home, models: join(home, 'models'), through };
  const words = ['colorize', photo, '--model', 'tiny-colorize', '--device', 'cpu', '--seed', '3', '--out', out];
  const done = await heirloom(words, where);
  expect(done.code, done.stderr).toBe(0);
  return sharp(join(home, out, 'photo-colorized.png')).removeAlpha().raw().toBuffer();
}
