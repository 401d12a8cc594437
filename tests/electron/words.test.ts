import { expect, test } from 'vitest';
import { wordsFor } from '../../electron/words.ts';

test.each([
  ['system', ['de-AT', 'en'], 'Datei'],
  ['system', ['fr-FR', 'de'], 'Datei'],
  ['system', ['fr-FR'], 'File'],
  ['system', [], 'File'],
  ['en', ['de'], 'File'],
  ['de', ['en'], 'Datei'],
] as const)('%s among %s', (chosen, languages, file) => {
  expect(wordsFor(chosen, languages).file).toBe(file);
});
