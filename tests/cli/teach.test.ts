import { cp, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { makeAlbum, makeBase } from '../models/node/teach/tiny-world.ts';
import { heirloom, patienceMs, type Ran } from './heirloom.ts';

vi.setConfig({ testTimeout: 4 * patienceMs });

const folder = await mkdtemp(join(tmpdir(), 'heirloom-teach-cli-'));
const at = (...names: string[]): string => join(folder, ...names);
const type = async (...words: string[]): Promise<Ran> => heirloom(words, { folder, models: at('models') });
beforeAll(async () => {
  process.env['HEIRLOOM_TEACH'] = at('teach');
  await makeAlbum(at('album'), 12);
  await makeAlbum(at('few'), 2);
  await mkdir(at('nothing'));
  await makeBase(at('models'), 'tiny-base');
});
afterAll(async () => {
  delete process.env['HEIRLOOM_TEACH'];
  await rm(folder, { recursive: true });
});

test('from a folder of photos to a model that the restorer uses for that folder', async () => {
  const words = ['teach', 'album', '--name', 'Our family', '--base', 'tiny-base', '--steps', '4', '--threads', '1'];
  const taught = await type(...words, '--share', '0.5', '--learning-rate', '0.004', '--keep', 'always', '--use-for', 'album', '--json');
  expect(taught.stderr).toBe('');
  expect(taught.code).toBe(0);
  const events = taught.stdout.trim().split('\n').map((line) => JSON.parse(line) as { type: string });
  const kinds = [...new Set(events.map((event) => event.type))];
  expect(kinds).toEqual(['surveying', 'survey', 'cutting', 'pictures', 'planned', 'teaching', 'taught', 'judging', 'verdict', 'kept']);
  expect(events.find((event) => event.type === 'pictures')).toMatchObject({ train: 9, validation: 3, base: 'tiny-base' });
  expect(events.at(-1)).toMatchObject({ model: 'our-family' });
  // The cache of private pictures went with the session.
  expect(await readdir(at('teach'))).toEqual([]);

  await cp(at('album', '0.png'), at('alone.png'));
  const [used, elsewhere] = [await type('colorize', 'album/0.png'), await type('colorize', 'alone.png')];
  expect(used.stderr).toContain('Restored by our-family, as you chose for this folder.');
  expect([used.code, elsewhere.code, elsewhere.stderr.includes('our-family')]).toEqual([0, 0, false]);

  expect((await type('models', 'export', 'our-family', 'family.tar')).stderr).toContain('A model can reveal the photos');
  expect((await type('models', 'delete', 'our-family')).stdout).toContain('deleted');
  expect((await type('models', 'import', 'family.tar')).stdout).toContain('our-family is there now');
});

test('what was not kept waits, and can be kept or taken away', async () => {
  const words = ['teach', '--name', 'Second', '--base', 'tiny-base', '--steps', '2', '--threads', '1', '--share', '1'];
  const first = await type(...words, '--learning-rate', '0.9', 'album');
  expect(first.stderr).toContain('Not kept.');
  expect((await type(...words, 'album')).stderr).toContain('is being taught already: go on with --resume');
  const again = await type('teach', '--name', 'Second', '--resume', '--threads', '1', '--share', '1');
  expect(again.stderr).toContain('Not kept.');
  expect((await type('teach', '--name', 'Second', '--forget')).code).toBe(0);
  expect(await readdir(at('teach'))).toEqual([]);
});

test('says in one sentence why it cannot teach', async () => {
  const failing = async (...words: string[]): Promise<string> => {
    const ran = await type('teach', '--name', 'x', '--base', 'tiny-base', '--steps', '2', ...words);
    expect(ran.code).toBeGreaterThan(0);
    return ran.stderr.trim().split('\n').at(-1) ?? '';
  };
  expect(await failing('few')).toContain('Only 2 of these pictures can be used');
  expect(await failing('nothing')).toContain('There are no photos in "nothing"');
  expect(await failing()).toContain('Name a folder of photos');
  expect(await failing('--resume', '--name', 'y')).toContain('Nothing called "y" was begun');
  expect(await readdir(at('teach'))).toEqual([]);
});
