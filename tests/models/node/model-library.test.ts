import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { Manifest } from '../../../models/checkpoint/manifest.ts';
import { AppFailure } from '../../../models/failure.ts';
import { readModel, writeModel } from '../../../models/node/model-folder.ts';
import { openModelLibrary } from '../../../models/node/model-library.ts';
import { tinyManifest, tinyWeights } from '../checkpoint/tiny-model.ts';

const root = mkdtempSync(join(tmpdir(), 'heirloom-library-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const { default: _, ...plain } = tinyManifest;

test('lists the models of all folders by task and id, and opens them', async () => {
  const [shipped, own] = [newFolder(), newFolder()];
  await writeModel(join(shipped, 'any name'), { ...plain, id: 'b' }, tinyWeights(1), { dtype: 'F16' });
  putManifest(shipped, { id: 'z', task: 'inpaint' });
  putManifest(own, { id: 'a' });
  const library = await openModelLibrary([shipped, own, join(root, 'not yet made')]);
  expect(library.models.map(({ manifest }) => manifest.id)).toEqual(['a', 'b', 'z']);
  expect(library.refused).toEqual([]);
  expect(library.find('z').folder).toBe(join(shipped, 'z'));
  expect((await readModel(library.find('b').folder)).manifest.id).toBe('b');
});

test('an unknown id is refused with those there are, and never reaches the file system', async () => {
  const folder = newFolder();
  putManifest(folder, { id: 'a' });
  putManifest(folder, { id: 'b' });
  const library = await openModelLibrary([join(folder)]);
  expect(failureOf(() => library.find('c'))).toMatchObject({ code: 'model-unknown', message: 'There is no model called "c"; choose one of: a, b.' });
  for (const id of ['', '.', '..', '../a', 'a/', './a', 'A', 'a\0', '__proto__', 'constructor']) {
    expect(failureOf(() => library.find(id)).code).toBe('model-unknown');
  }
  const empty = await openModelLibrary([]);
  expect(failureOf(() => empty.find('a')).message).toBe('There is no model called "a"; there are none yet, teach one with "heirloom train".');
});

test('the default for a task is the flagged model, else the newest, else the first by id', async () => {
  const folder = newFolder();
  putManifest(folder, { id: 'old', created: '2026-01-01T00:00:00Z' });
  putManifest(folder, { id: 'newest', created: '2026-03-01T00:00:00.500Z' });
  putManifest(folder, { id: 'new', created: '2026-03-01T00:00:00Z' });
  putManifest(folder, { id: 'other-task', created: '2027-01-01T00:00:00Z', task: 'uncrop', default: true });
  expect((await openModelLibrary([folder])).defaultFor('colorize').manifest.id).toBe('newest');

  putManifest(folder, { id: 'not-default', created: '2026-12-01T00:00:00Z', default: false });
  expect((await openModelLibrary([folder])).defaultFor('colorize').manifest.id).toBe('not-default');
  putManifest(folder, { id: 'flagged', created: '2025-01-01T00:00:00Z', default: true });
  expect((await openModelLibrary([folder])).defaultFor('colorize').manifest.id).toBe('flagged');
  putManifest(folder, { id: 'also-flagged', created: '2025-01-01T00:00:00Z', default: true });
  const library = await openModelLibrary([folder]);
  expect(library.defaultFor('colorize').manifest.id).toBe('also-flagged');

  const failure = failureOf(() => library.defaultFor('jpeg'));
  expect(failure.code).toBe('model-unknown');
  expect(failure.message).toContain('There is no model for jpeg yet; choose one of: also-flagged, flagged, ');
});

test('a broken model is told of and does not keep the others from working', async () => {
  const folder = newFolder();
  putManifest(folder, { id: 'good' });
  putManifest(folder, { id: 'bad' }, '{"format":1');
  cpSync(join(folder, 'good'), join(folder, 'twin'), { recursive: true });
  mkdirSync(join(folder, 'headless'));
  writeFileSync(join(folder, 'headless', 'model.safetensors'), '');
  mkdirSync(join(folder, 'holiday pictures'));
  mkdirSync(join(folder, '.hidden'));
  writeFileSync(join(folder, '.hidden', 'manifest.json'), '');
  writeFileSync(join(folder, 'README.md'), 'Models');
  const library = await openModelLibrary([folder]);
  expect(library.models.map(({ manifest }) => manifest.id)).toEqual(['good']);
  expect(library.refused.map(({ message }) => message.replaceAll(folder, ''))).toEqual([
    '/bad/manifest.json cannot be used: it is not valid JSON; copy the model again from where it came, or choose another one.',
    '/headless/manifest.json cannot be used: there is no such file; copy the model again from where it came, or choose another one.',
    '/twin is left out because its id good is already that of /good; change one of them in its manifest.json.',
  ]);
});

function newFolder(): string {
  return mkdtempSync(join(root, 'l-'));
}

function putManifest(folder: string, changes: Partial<Manifest> & { id: string }, text = JSON.stringify({ ...plain, ...changes })): void {
  mkdirSync(join(folder, changes.id));
  writeFileSync(join(folder, changes.id, 'manifest.json'), text);
}

function failureOf(act: () => unknown): AppFailure {
  try {
    act();
  } catch (error) {
    if (error instanceof AppFailure) return error;
    throw error;
  }
  throw new Error('Nothing was refused.');
}
