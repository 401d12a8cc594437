import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Manifest } from '../../../models/checkpoint/manifest.ts';
import { encodeSafetensors, type Weights } from '../../../models/checkpoint/safetensors.ts';
import { AppFailure, type FailureCode } from '../../../models/failure.ts';
import { readManifest, readModel, writeModel } from '../../../models/node/model-folder.ts';
import { Random } from '../../../models/random.ts';
import { startProcessorTime } from '../checkpoint/processor-time.ts';
import { tinyManifest, tinyWeights, withValue } from '../checkpoint/tiny-model.ts';
import { killMidWrite } from './kill-mid-write.ts';
import { mountSmallDisk, noSmallDisk } from './small-disk.ts';

const root = mkdtempSync(join(tmpdir(), 'heirloom-models-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const weights = tinyWeights(1);
const { sha256: _, ...unsaved } = tinyManifest;
const good = join(root, 'good');
beforeAll(async () => writeModel(good, unsaved, weights, { dtype: 'F32' }));

describe('a saved model', () => {
  test('comes back to the bit in single precision, with its manifest', async () => {
    const model = await readModel(good);
    expect(sorted(model.weights)).toEqual(sorted(weights));
    expect(model.manifest).toEqual({ ...tinyManifest, sha256: sha256Of(join(good, 'model.safetensors')) });
    expect(readdirSync(good).sort()).toEqual(['MODEL_CARD.md', 'manifest.json', 'model.safetensors']);
  });

  test('comes back rounded in half precision', async () => {
    const folder = join(root, 'half', 'made on the way');
    await writeModel(folder, unsaved, weights, { dtype: 'F16' });
    const model = await readModel(folder);
    for (const [name, { values }] of model.weights) {
      const exact = weights.get(name)!.values;
      const isRounded = (value: number, i: number): boolean =>
        Math.abs(value - exact[i]!) <= Math.max(2 ** -25, Math.abs(exact[i]!) * 2 ** -11);
      expect(values.every(isRounded), name).toBe(true);
    }
  });

  test('is replaced by a save to the same folder', async () => {
    const folder = copyOfGood();
    await writeModel(folder, { ...unsaved, steps: 7 }, tinyWeights(2), { dtype: 'F32' });
    const model = await readModel(folder);
    expect(model.manifest.steps).toBe(7);
    expect(sorted(model.weights)).toEqual(sorted(tinyWeights(2)));
    expect(readFileSync(join(folder, 'MODEL_CARD.md'), 'utf8')).toContain('7 steps');
  });

  test('keeps a card that a person wrote, unless a new one is given', async () => {
    const folder = copyOfGood();
    const card = join(folder, 'MODEL_CARD.md');
    writeFileSync(card, '# My own words');
    await writeModel(folder, unsaved, weights, { dtype: 'F32' });
    expect(readFileSync(card, 'utf8')).toBe('# My own words');
    await writeModel(folder, unsaved, weights, { dtype: 'F32', card: '# Ünlike before' });
    expect(readFileSync(card, 'utf8')).toBe('# Ünlike before');
  });
});

describe('nothing is saved that would be refused', () => {
  const name = [...weights.keys()][0]!;
  test.each<[string, Weights, Partial<Manifest>, string]>([
    ['NaN weights', withValue(weights, name, 0, NaN), {}, 'holds values that are not numbers'],
    ['weights of another network', weights, { network: { ...tinyManifest.network, channels: 16 } }, 'where its network has'],
    ['weights beyond half precision', withValue(weights, name, 0, 1e6), {}, 'too large for half precision'],
    ['a measure that is NaN', weights, { metrics: { loss: NaN } }, 'its field "metrics.loss" is missing or wrong'],
    ['an id that climbs', weights, { id: '../x' }, 'its field "id" is missing or wrong'],
  ])('%s', async (_, content, changes, reason) => {
    const folder = copyOfGood();
    const before = sha256Of(join(folder, 'model.safetensors'));
    const failure = await failureOf(writeModel(folder, { ...unsaved, ...changes }, content, { dtype: 'F16' }), 'checkpoint-invalid');
    expect(failure.message).toContain(reason);
    expect(sha256Of(join(folder, 'model.safetensors'))).toBe(before);
    expect(readdirSync(folder).length).toBe(3);
  });

  test('a folder that cannot be made', async () => {
    const file = join(root, 'file');
    writeFileSync(file, 'x');
    await failureOf(writeModel(join(file, 'model'), unsaved, weights, { dtype: 'F32' }), 'output-unwritable');
  });

  test('a full disk leaves the model that was there', async (context) => {
    const bytes = readFileSync(join(good, 'model.safetensors')).length;
    const disk = mountSmallDisk(Math.ceil(bytes * 1.6));
    if (disk === undefined) return context.skip(noSmallDisk);
    try {
      const folder = join(disk.folder, 'model');
      await writeModel(folder, unsaved, weights, { dtype: 'F32' });
      await failureOf(writeModel(folder, { ...unsaved, steps: 7 }, tinyWeights(2), { dtype: 'F32' }), 'disk-full');
      const model = await readModel(folder);
      expect(model.manifest.steps).toBe(tinyManifest.steps);
      expect(readdirSync(folder).length).toBe(3);
    } finally {
      disk.remove();
    }
  });
});

describe('bad folders', () => {
  test.each<[string, (folder: string) => void, string, string]>([
    ['no manifest', (folder) => rmSync(join(folder, 'manifest.json')), 'manifest.json', 'there is no such file'],
    ['no weights', (folder) => rmSync(join(folder, 'model.safetensors')), 'model.safetensors', 'there is no such file'],
    ['an empty manifest', (folder) => writeFileSync(join(folder, 'manifest.json'), ''), 'manifest.json', 'it is not valid JSON'],
    ['a manifest that is no text', (folder) => writeFileSync(join(folder, 'manifest.json'), Uint8Array.of(0xff, 0xfe)), 'manifest.json', 'it is not text'],
    ['a manifest of 1 GB', (folder) => truncateSync(join(folder, 'manifest.json'), 2 ** 30), 'manifest.json', 'it is larger than 1 MB'],
    ['a manifest that is a folder', (folder) => replaceBy(folder, 'manifest.json', (path) => mkdirSync(path)), 'manifest.json', 'it is not a file'],
    ['weights that are a folder', (folder) => replaceBy(folder, 'model.safetensors', (path) => mkdirSync(path)), 'model.safetensors', 'it is not a file'],
    ['weights of 513 MB', (folder) => truncateSync(join(folder, 'model.safetensors'), 513 * 2 ** 20), 'model.safetensors', 'it is larger than 512 MB'],
    ['weights cut off', (folder) => truncateSync(join(folder, 'model.safetensors'), 5000), 'model.safetensors', 'its sha256 is not the one'],
    ['one bit flipped', (folder) => flipBit(join(folder, 'model.safetensors')), 'model.safetensors', 'its sha256 is not the one'],
    ['weights cut off, sha256 made to match', (folder) => edit(folder, (bytes) => bytes.subarray(0, -1)), 'model.safetensors', 'it is cut off'],
    ['NaN weights, sha256 made to match', (folder) => edit(folder, (bytes) => bytes.fill(0xff, bytes.length - 4)), 'model.safetensors', 'holds values that are not numbers'],
    ['no weights but a text, sha256 made to match', (folder) => edit(folder, () => new TextEncoder().encode('hello there')), 'model.safetensors', 'it is not a safetensors file'],
    ['weights of another network', (folder) => patchManifest(folder, { network: { ...tinyManifest.network, channels: 16 } }), 'model.safetensors', 'where its network has'],
    ['a tensor too many', (folder) => edit(folder, () => encodeSafetensors(new Map(weights).set('x', { shape: [], values: new Float32Array(1) }), { dtype: 'F32' })), 'model.safetensors', 'a tensor "x" that its network does not know'],
    ['a network that cannot be built', (folder) => patchManifest(folder, { network: { ...tinyManifest.network, side: 16, haarLevels: 2, multipliers: [1, 1, 1, 1, 1, 1] } }), 'manifest.json', 'it describes a network that cannot be built'],
  ])('%s', async (_, spoil, file, reason) => {
    const folder = copyOfGood();
    spoil(folder);
    const processorMs = startProcessorTime();
    const failure = await failureOf(readModel(folder), 'checkpoint-invalid');
    expect(processorMs()).toBeLessThan(1000);
    expect(failure.message).toContain(`${join(folder, file)} cannot be used: `);
    expect(failure.message).toContain(reason);
  });

  test('no folder at all', async () => {
    await failureOf(readModel(join(root, 'nowhere')), 'checkpoint-invalid');
    await failureOf(readModel('/dev/null'), 'checkpoint-invalid');
  });

  test.skipIf(process.platform === 'win32')('a pipe or an endless device in place of a file is refused and not waited for', async () => {
    for (const name of ['manifest.json', 'model.safetensors']) {
      const piped = copyOfGood();
      replaceBy(piped, name, (path) => execFileSync('sh', ['-c', 'mkfifo "$0"', path]));
      expect((await failureOf(readModel(piped), 'checkpoint-invalid')).message).toContain('it is not a file');
      const endless = copyOfGood();
      replaceBy(endless, name, (path) => symlinkSync('/dev/zero', path));
      expect((await failureOf(readModel(endless), 'checkpoint-invalid')).message).toContain('it is not a file');
    }
  });
});

describe('a save that is interrupted', () => {
  test('leaves the old or the new model at each point where it can be', async () => {
    const next = join(root, 'next');
    await writeModel(next, { ...unsaved, steps: 7 }, tinyWeights(2), { dtype: 'F32' });
    const pending = `.model-${sha256Of(join(next, 'model.safetensors'))}.tmp`;

    const folder = copyOfGood();
    cpSync(join(next, 'model.safetensors'), join(folder, pending));
    expect((await readModel(folder)).manifest.steps).toBe(tinyManifest.steps);

    cpSync(join(next, 'manifest.json'), join(folder, 'manifest.json'));
    const model = await readModel(folder);
    expect(model.manifest.steps).toBe(7);
    expect(sorted(model.weights)).toEqual(sorted(tinyWeights(2)));

    // The first save of all, with nothing under the final name yet.
    rmSync(join(folder, 'model.safetensors'));
    expect((await readModel(folder)).manifest.steps).toBe(7);

    await writeModel(folder, { ...unsaved, steps: 8 }, weights, { dtype: 'F32' });
    expect((await readModel(folder)).manifest.steps).toBe(8);
    expect(readdirSync(folder).sort()).toEqual(['MODEL_CARD.md', 'manifest.json', 'model.safetensors']);
  });

  test('by SIGKILL leaves a model that can be read, whole', async () => {
    const folder = copyOfGood();
    const expected = [sorted(weights), sorted(tinyWeights(2))];
    const random = Random.fromSeed(6);
    for (let round = 0; round < 3; round++) {
      await killMidWrite(new URL('./model-folder.writer.ts', import.meta.url), [folder], random.between(0, 300));
      const { manifest, weights: read } = await readModel(folder);
      expect(manifest.steps).not.toBe(tinyManifest.steps);
      expect(sorted(read)).toEqual(expected[manifest.steps % 2 === 1 ? 0 : 1]);
    }
  });

  test('is never seen by a reader beside it', async () => {
    const folder = copyOfGood();
    const both = [weights, tinyWeights(2)] as const;
    const saving = new AbortController();
    const saves = (async () => {
      for (let i = 0; i < 12; i++) await writeModel(folder, { ...unsaved, steps: i }, both[i % 2 === 0 ? 1 : 0], { dtype: 'F32' });
    })().finally(() => saving.abort());
    const seen = new Set<number>();
    while (!saving.signal.aborted) seen.add((await readModel(folder)).manifest.steps);
    await saves;
    expect(seen.size).toBeGreaterThan(2);
  });
});

test('a manifest alone is read without its weights', async () => {
  const folder = copyOfGood();
  rmSync(join(folder, 'model.safetensors'));
  expect((await readManifest(folder)).id).toBe(tinyManifest.id);
});

function copyOfGood(): string {
  const folder = mkdtempSync(join(root, 'm-'));
  cpSync(good, folder, { recursive: true });
  return folder;
}

function sorted(map: Weights): unknown[] {
  return [...map].sort(([a], [b]) => (a < b ? -1 : 1));
}

function sha256Of(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}

function replaceBy(folder: string, name: string, make: (path: string) => unknown): void {
  renameSync(join(folder, name), join(folder, 'aside'));
  make(join(folder, name));
}

function flipBit(path: string): void {
  const bytes = readFileSync(path);
  bytes[bytes.length - 3]! ^= 1;
  writeFileSync(path, bytes);
}

/** Changes the weights file and makes the manifest vouch for it, as an attacker would. */
function edit(folder: string, change: (bytes: Uint8Array) => Uint8Array): void {
  const path = join(folder, 'model.safetensors');
  writeFileSync(path, change(readFileSync(path)));
  patchManifest(folder, { sha256: sha256Of(path) });
}

function patchManifest(folder: string, changes: Partial<Manifest>): void {
  const path = join(folder, 'manifest.json');
  writeFileSync(path, JSON.stringify({ ...(JSON.parse(readFileSync(path, 'utf8')) as Manifest), ...changes }));
}

async function failureOf(action: Promise<unknown>, code: FailureCode): Promise<AppFailure> {
  const error: unknown = await action.then(() => 'no failure', (reason: unknown) => reason);
  expect(error).toBeInstanceOf(AppFailure);
  expect(error).toMatchObject({ code });
  return error as AppFailure;
}
