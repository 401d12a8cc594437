import { expect, test } from 'vitest';
import { CARD_MARK, modelCard } from '../../../models/checkpoint/model-card.ts';
import { tinyManifest } from './tiny-model.ts';

test('says what the manifest says, in tables that no text in it can break', () => {
  const card = modelCard(tinyManifest);
  expect(card.startsWith(`${CARD_MARK}\n# Colours for faces, tiny\n`)).toBe(true);
  expect(card).toContain('colours black-and-white photos at 32x32 pixels');
  expect(card).toContain('Training went on from `face-colorize-seed`');
  expect(card).toContain('| learned from | 2,000 faces \\| made in code |');
  expect(card).toContain('| time | 0.25 hours, 1200 steps, 19200 pictures (with repetition), 1.3 PFLOP |');
  expect(card).toContain('| mean a* error | -0.7 (-1.2 to -0.25) |');
  expect(card).toContain('\n\nPainted faces all have one skin.\n');
  expect(card).toContain('CC BY-NC 4.0');
});

test('does not claim what was not measured', () => {
  const card = modelCard({ ...tinyManifest, parent: null, metrics: {} });
  expect(card).toContain('Trained from random weights');
  expect(card).toContain('Not measured.');
  expect(modelCard({ ...tinyManifest, flop: undefined, limits: undefined })).not.toMatch(/PFLOP|one skin/);
  expect(card).not.toContain('| measure |');
});
