import { cosine } from '../../../models/diffusion/schedule.ts';
import { train } from '../../../models/node/train.ts';
import { defaultRecipe } from '../../../models/training/presets.ts';

/** A process to be killed: trains `tiny` on the photos of one folder, saving about ten times a second. */
const [photos = '', folder = '', steps = ''] = process.argv.slice(2);
const run = train({
  sources: [photos],
  task: 'inpaint',
  preset: 'tiny',
  recipe: { ...defaultRecipe, side: 32, batch: 4, microBatch: 2, subsets: 2, epochsPerSubset: 2, warmUpSteps: 10 },
  prediction: 'y0',
  schedule: cosine,
  parent: undefined,
  folder,
  id: 'killed',
  resume: true,
  steps: Number(steps),
  minutes: undefined,
  saveEveryMinutes: 0.1 / 60,
  threads: 1,
});
for (let next = await run.next(); next.done !== true; next = await run.next()) process.stdout.write(`${next.value.step}\n`);
