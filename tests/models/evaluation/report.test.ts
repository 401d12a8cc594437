import { expect, test } from 'vitest';
import { type Evaluation, reportOf } from '../../../models/evaluation/report.ts';
import type { RegionMeasures } from '../../../models/evaluation/row.ts';

const about = (value: number) => ({ value, low: value - 0.5, high: value + 0.5 });
const measures: RegionMeasures = {
  psnr: about(23.456),
  ssim: about(0.9),
  colourError: about(7.891),
  a: about(-0.001),
  b: about(1.25),
  colourfulness: null,
  tintSpread: about(3),
  featureDistance: about(0.6),
};

const untouched = {
  sampler: null,
  steps: null,
  seeds: 1,
  regions: { picture: { ...measures, tintSpread: null }, hole: measures },
  frechet: about(0.25),
  frechetMiddle: null,
  frechetFaces: null,
  identity: null,
  secondsPerPicture: null,
} as const;

const evaluation: Evaluation = {
  format: 1,
  task: 'inpaint',
  model: 'face-inpaint',
  sha256: 'a'.repeat(64),
  side: 128,
  networkSide: 128,
  photos: ['a.png', 'b.png'],
  seed: 7,
  start: 0.9,
  intensity: 1,
  aged: false,
  device: 'Using the processor, as asked.',
  distance: 'some distance',
  notes: ['1 of 3 photos could not be read.'],
  rows: [
    { ...untouched, rival: null },
    { ...untouched, rival: 'Telea 2004' },
    {
      ...untouched,
      rival: null,
      sampler: 'ddim',
      steps: 10,
      seeds: 2,
      regions: { picture: measures, hole: measures },
      frechet: about(0.125),
      frechetMiddle: about(1),
      secondsPerPicture: 1.5,
    },
  ],
};

test('a line for each setting, and a table for the hole', () => {
  const lines = reportOf(evaluation).split('\n');
  expect(lines.filter((line) => line.startsWith('| ddim, 10 steps |'))).toEqual([
    '| ddim, 10 steps | 7.89 (7.39 to 8.39) | 0.00 (-0.50 to 0.50) | 1.25 (0.75 to 1.75) | - | 3.00 (2.50 to 3.50) | 23.46 (22.96 to 23.96) | 0.900 (0.400 to 1.400) | 0.600 (0.100 to 1.100) |',
    '| ddim, 10 steps | 7.89 (7.39 to 8.39) | 0.00 (-0.50 to 0.50) | 1.25 (0.75 to 1.75) | - | 3.00 (2.50 to 3.50) | 23.46 (22.96 to 23.96) | 0.900 (0.400 to 1.400) | 0.600 (0.100 to 1.100) | 0.125 (-0.375 to 0.625) | 1.000 (0.500 to 1.500) | 1.50 |',
  ]);
  expect(lines.filter((line) => line.startsWith('| filled with the mean colour |'))).toHaveLength(2);
  expect(lines.filter((line) => line.startsWith('| Telea 2004 |'))).toHaveLength(2);
  expect(lines.indexOf('## In what was missing')).toBeLessThan(lines.indexOf('## Over the whole picture'));
});

test('every table has as many cells in each line', () => {
  const tables = reportOf(evaluation).split('\n\n').filter((part) => part.startsWith('|'));
  expect(tables).toHaveLength(2);
  for (const table of tables) expect(new Set(table.split('\n').map((line) => line.split('|').length)).size).toBe(1);
});

test('faces have columns where they were looked at, and an explanation', () => {
  expect(reportOf(evaluation)).not.toContain('identity');
  const [first, ...rest] = evaluation.rows;
  const text = reportOf({ ...evaluation, rows: [{ ...first!, frechetFaces: about(80), identity: about(0.75) }, ...rest] });
  expect(text).toContain('| Frechet, faces | identity | s a picture |');
  expect(text).toContain('| 80.000 (79.500 to 80.500) | 0.750 (0.250 to 1.250) | - |');
  expect(text).toContain('identity: cosine');
  for (const table of text.split('\n\n').filter((part) => part.startsWith('|'))) {
    expect(new Set(table.split('\n').map((line) => line.split('|').length)).size).toBe(1);
  }
});

test('it says on what, how, and with which distance', () => {
  const text = reportOf(evaluation);
  expect(text).toContain('# face-inpaint on 2 photos');
  expect(text).toContain('128 x 128 pixels, 2 results a photo, seed 7, sampled from 0.9 of the chain. Using the processor, as asked.');
  expect(text).toContain('1 of 3 photos could not be read.');
  expect(text).toContain('Frechet: some distance, over 2 photos');
});
