import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { picture } from './bad-photos.ts';
import { ended, eventsIn, start, patienceMs, type Where } from './heirloom.ts';
import { writeTinyModels } from './tiny-models.ts';

vi.setConfig({ testTimeout: patienceMs, hookTimeout: patienceMs });

const root = mkdtempSync(join(tmpdir(), 'heirloom-stop-'));
const where: Where = { folder: root, models: join(root, 'models') };
afterAll(() => rmSync(root, { recursive: true, force: true }));

beforeAll(async () => {
  await writeTinyModels(where.models, ['colorize']);
  await picture(64, 48).png().toFile(join(root, 'photo.png'));
});

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('%s in the middle of a photo stops after the present step with exit code %i and leaves nothing', async (signal, exitCode) => {
  const child = start(['colorize', 'photo.png', '--steps', '10000', '--out', signal, '--json'], where);
  const end = ended(child);
  let printed = '';
  let sentMs = 0;
  child.stdout!.on('data', (piece: string) => {
    printed += piece;
    if (sentMs > 0 || printed.split('"type":"progress"').length < 4) return;
    sentMs = Date.now();
    // Parents that pass signals on may do so twice.
    child.kill(signal);
    child.kill(signal);
  });
  const { code, signal: endedBy, stdout, stderr } = await end;
  const tookMs = Date.now() - sentMs;
  expect({ code, endedBy, stderr }).toEqual({ code: exitCode, endedBy: null, stderr: '' });
  const events = eventsIn(stdout);
  expect(events.at(-1)).toMatchObject({ type: 'summary', results: 0, failures: 0, exitCode });
  // A call of this network takes milliseconds; all 10,000 would take minutes.
  expect(tookMs).toBeLessThan(10_000);
  expect(events.filter(({ type }) => type === 'progress').length).toBeLessThan(2000);
  expect(readdirSync(root)).not.toContain(signal);
});

test('what was finished before Ctrl-C stays, whole, and what was not leaves no trace', async () => {
  const child = start(['colorize', 'photo.png', '--variants', '100', '--out', 'many', '--json'], where);
  const end = ended(child);
  let printed = '';
  child.stdout!.on('data', (piece: string) => {
    const before = printed.split('"type":"result"').length;
    printed += piece;
    if (before < 4 && printed.split('"type":"result"').length >= 4) child.kill('SIGINT');
  });
  const { code, stdout } = await end;
  expect(code).toBe(130);
  const results = eventsIn(stdout).filter((event) => event.type === 'result');
  expect(results.length).toBeGreaterThanOrEqual(3);
  expect(results.length).toBeLessThan(100);
  const left = readdirSync(join(root, 'many'));
  expect(left.sort()).toEqual(results.map(({ seed }) => `photo-colorized-${seed}.png`).sort());
  for (const name of left) await expect(sharp(join(root, 'many', name)).stats()).resolves.toMatchObject({ isOpaque: true });
});
