import { writeModel } from '../../../models/node/model-folder.ts';
import { tinyManifest, tinyWeights } from '../checkpoint/tiny-model.ts';

/** Saves one of two models again and again. For model-folder.test.ts to kill. */
const [, , folder] = process.argv as [string, string, string];
const both = [tinyWeights(1), tinyWeights(2)] as const;
for (let steps = 3; ; steps++) {
  await writeModel(folder, { ...tinyManifest, steps }, both[steps % 2 === 1 ? 0 : 1], { dtype: 'F32' });
  if (steps === 3) console.log('saved once');
}
