import { resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type FoundPhoto, type Naming, outputFolder, outputPattern, planOutputs } from '../../cli/outputs.ts';
import { AppFailure } from '../../models/failure.ts';

const naming: Naming = { pattern: outputPattern(undefined, false, undefined, 1), task: 'colorize', model: 'face', format: undefined, seeds: [0] };

describe('what --out becomes', () => {
  test.each<[typed: string | undefined, isFolder: boolean, variants: number, pattern: string]>([
    [undefined, false, 1, 'out/{folder}/{name}-{task}.{ext}'],
    [undefined, false, 3, 'out/{folder}/{name}-{task}-{seed}.{ext}'],
    ['restored', false, 1, 'restored/{folder}/{name}-{task}.{ext}'],
    ['a.b', true, 1, 'a.b/{folder}/{name}-{task}.{ext}'],
    ['a.b/', false, 1, 'a.b/{folder}/{name}-{task}.{ext}'],
    ['.', true, 1, '{folder}/{name}-{task}.{ext}'],
    ['x/{name}', false, 1, 'x/{name}.{ext}'],
    ['x/{name}', false, 2, 'x/{name}-{seed}.{ext}'],
    ['{seed}/{name}', false, 2, '{seed}/{name}.{ext}'],
    ['result.png', false, 1, 'result.png'],
    ['result.png', false, 2, 'result-{seed}.png'],
    ['{name}.TIFF', false, 1, '{name}.TIFF'],
  ])('%s (a folder: %s, variants: %i) is %s', (typed, isFolder, variants, pattern) => {
    expect(outputPattern(typed, isFolder, undefined, variants)).toBe(pattern);
  });

  test.each<[typed: string, format: 'png' | undefined, sentence: string]>([
    ['{nam}.png', undefined, '--out knows no {nam}; use {name} {ext} {task} {seed} {model} {folder}.'],
    ['x/{}.png', undefined, '--out knows no {}'],
    ['result.bmp', undefined, '--out must end in .png, .jpg, .webp, .tif, .avif or .{ext}, or name a folder, not "result.bmp".'],
    ['result.jpg', 'png', '--format png contradicts the ending of --out "result.jpg"'],
  ])('%s is refused', (typed, format, sentence) => {
    const attempt = (): string => outputPattern(typed, false, format, 1);
    expect(attempt).toThrow(AppFailure);
    expect(attempt).toThrow(sentence);
  });
});

describe('the plan of a run', () => {
  const outputs = (photos: readonly FoundPhoto[], changes: Partial<Naming> = {}): string[] =>
    planOutputs(photos, { ...naming, ...changes }).planned.flatMap(({ results }) => results.map(({ output }) => output));
  const directly = (path: string): FoundPhoto => ({ path, folder: '' });

  test.each<[photo: string, changes: Partial<Naming>, output: string]>([
    ['album/aunt.jpg', {}, 'out/aunt-colorized.jpg'],
    ['/far/aunt.JPEG', {}, 'out/aunt-colorized.jpeg'],
    ['aunt.gif', {}, 'out/aunt-colorized.png'],
    ['aunt.heic', {}, 'out/aunt-colorized.png'],
    ['aunt', {}, 'out/aunt-colorized.png'],
    ['aunt.v2.tif', {}, 'out/aunt.v2-colorized.tif'],
    ['aunt.tif', { format: 'jpeg' }, 'out/aunt-colorized.jpg'],
    ['aunt.tif', { task: 'uncrop' }, 'out/aunt-uncropped.tif'],
    ['aunt.tif', { pattern: '{model}/{task}/{seed}/{name}.{ext}' }, 'face/colorized/0/aunt.tif'],
    // Braces and dollars of a photo's own name are just letters.
    ['{seed} $& $1.png', { pattern: 'x/{name}.{ext}' }, 'x/{seed} $& $1.png'],
    // Directly in the folder that was named: never the root of the disk.
    ['aunt.png', { pattern: '{folder}/{name}.{ext}' }, 'aunt.png'],
  ])('%s with %o goes to %s', (photo, changes, output) => {
    expect(outputs([directly(photo)], changes)).toEqual([output]);
  });

  test('folders within the named folder come again', () => {
    expect(outputs([{ path: 'album/1920/aunt.jpg', folder: '1920' }])).toEqual(['out/1920/aunt-colorized.jpg']);
  });

  test('each seed gets a result', () => {
    expect(outputs([directly('a.png')], { seeds: [7, 8], pattern: outputPattern(undefined, false, undefined, 2) })).toEqual([
      'out/a-colorized-7.png',
      'out/a-colorized-8.png',
    ]);
  });

  test('equal names are numbered, also if they differ in case or in how an accent is written only', () => {
    const photos = ['1/a.png', '2/a.png', '3/A.png', 'caf\u00e9.png', '2/cafe\u0301.png'].map(directly);
    const { numbered, planned } = planOutputs(photos, naming);
    expect(numbered).toBe(true);
    expect(planned.map(({ results }) => results[0]!.output)).toEqual([
      'out/a-colorized.png',
      'out/a-colorized-2.png',
      'out/A-colorized-3.png',
      'out/caf\u00e9-colorized.png',
      'out/cafe\u0301-colorized-2.png',
    ]);
    expect(planOutputs(photos.slice(0, 1), naming).numbered).toBe(false);
  });

  test('one fixed name for many photos is numbered', () => {
    expect(outputs([directly('a.png'), directly('b.jpg')], { pattern: 'result.png' })).toEqual(['result.png', 'result-2.png']);
  });

  test('whatever the names, no two results share a path', () => {
    const name = fc.stringMatching(/^[aAb2-]{1,4}(?:\.(?:png|jpg|gif))?$/);
    const photo = fc.tuple(fc.constantFrom('', 'x', 'y'), name).map(([folder, file]): FoundPhoto => ({ path: `in/${folder}/${file}`, folder }));
    const pattern = fc.constantFrom('{name}.{ext}', '{folder}/{name}.{ext}', '{name}-2.{ext}', 'same.png', '{name}-{seed}.png');
    fc.assert(
      fc.property(fc.array(photo, { maxLength: 12 }), pattern, fc.integer({ min: 1, max: 3 }), (photos, shape, variants) => {
        const paths = outputs(photos, { pattern: shape, seeds: Array.from({ length: variants }, (_, i) => i) });
        expect(paths).toHaveLength(photos.length * variants);
        expect(new Set(paths.map((path) => resolve(path).toLowerCase())).size).toBe(paths.length);
      }),
      { numRuns: 300 },
    );
  });

  test.each([
    ['out/{name}.{ext}', 'out'],
    ['a/b{name}.png', 'a'],
    ['{name}.png', '.'],
    ['/x/{folder}/{name}.png', '/x'],
    ['result.png', '.'],
  ])('results of %s go to %s or below', (pattern, folder) => {
    expect(outputFolder(pattern)).toBe(folder);
  });
});
