import type { Command } from 'commander';
import * as v from 'valibot';
import { AppFailure } from '../models/failure.ts';
import type { PretrainStage } from '../models/node/export-pretrain.ts';
import type { Recipe } from '../models/training/recipe.ts';
import { number, parseOptions, wholeNumber } from './option-values.ts';
import { addOriginOptions, addRecipeOptions } from './recipe-options.ts';
import { parseTrainOptions } from './train-options.ts';

export function registerExportPretrain(program: Command): void {
  const command = program
    .command('export-pretrain')
    .summary('plan a training run on a GPU')
    .description('Writes the network and the recipe for models/pretrain (Python, PyTorch), which trains them on a GPU: see docs/pretraining.md.')
    .argument('<folder>', 'where the plan is written')
    .requiredOption('--task <task>', 'colorize, inpaint, uncrop or jpeg')
    .requiredOption('--stage <stage>', 'such as side=128,data=faces,minutes=8; again for every further stage', collect)
    .requiredOption('--id <name>', 'name of the finished model')
    .option('--title <words>', 'what lists show (default: the name)');
  addOriginOptions(command)
    .option('--batch <n>', 'pictures a step, where a stage does not say (default: 16; preset study: 1024)')
    .option('--learning-rate <n>', 'step size of Adam, where a stage does not say (default: 0.0004; preset study: 0.0001)');
  addRecipeOptions(command)
    .option('--perceptual <n>', 'weight of a perceptual loss beside it, such as 0.01: sharper pictures, fewer a second: on a processor 0.6 of them')
    .option('--seed <n>', 'of all chance (default: 1)')
    .option('--data <words>', 'what the photos are, and their terms', 'photos of your own')
    .option('--licence <words>', 'terms of the model', 'Yours, as far as the photos it learned from and its parent model allow.')
    .addHelpText('after', lesson)
    .action(async (folder: string, raw: Readonly<Record<string, unknown>>) => {
      const { task, preset, haarLevels, dropout, predict, schedule, recipe, parent } = parseTrainOptions(raw);
      const { stage, id, title, perceptual, data, licence } = parseOptions(exportSchema, raw);
      const stages = stage.map((text) => parseStage(text, recipe));
      const model = { id, title: title ?? id, task, preset, haarLevels, dropout, schedule, prediction: predict, data, licence };
      // Only here: no other command's --help should wait for the engine.
      const { exportPretrain } = await import('../models/node/export-pretrain.ts');
      await exportPretrain({ folder, ...model, recipe, stages, parent, perceptual });
      process.stdout.write(`The plan is ${folder}/plan.json. Train it: python -m models.pretrain.train --plan ${folder}/plan.json --data <photos> --run <folder>\n`);
    });
}

const lesson = `
A stage is side=<pixels>,data=<names>, with + between several folders or tars, and minutes=<n> or steps=<n>;
also batch=<n>, rate=<n> (Adam's step size) and final-rate=<n>, which it reaches at the end of the stage.

Example:
  heirloom export-pretrain .cache/plan --id faces --task inpaint --preset base --batch 512 --learning-rate 0.0008 \\
    --stage side=128,data=faces,minutes=8 --stage side=256,data=faces+sharp-faces,minutes=8,batch=256,final-rate=0.00002
`;

const exportSchema = v.object({
  stage: v.array(v.string()),
  id: v.string(),
  title: v.optional(v.string()),
  perceptual: v.optional(number('--perceptual must be a number from 0 (none) to 1, such as 0.01', 0, 1), '0'),
  data: v.string(),
  licence: v.string(),
});

const rateSentence = (name: string): string => `--stage: ${name} must be a number above 0 and up to 1, such as 0.0004`;

const stageSchema = v.strictObject({
  side: wholeNumber('--stage: side', 16, 1024),
  data: v.pipe(v.string(), v.regex(/^[^+,]+(?:\+[^+,]+)*$/, '--stage: data must be names of folders or tars with + between them.')),
  minutes: v.optional(number('--stage: minutes must be a number from 0.01 to 100000, such as 8', 0.01, 100_000)),
  steps: v.optional(wholeNumber('--stage: steps', 1, 1_000_000_000)),
  batch: v.optional(wholeNumber('--stage: batch', 1, 65_536)),
  rate: v.optional(number(rateSentence('rate'), Number.MIN_VALUE, 1)),
  'final-rate': v.optional(number(rateSentence('final-rate'), Number.MIN_VALUE, 1)),
});

/** @throws AppFailure 'option-invalid' */
function parseStage(text: string, recipe: Recipe): PretrainStage {
  const fields = text.split(',').map((field) => {
    const [name = '', value] = field.split('=', 2);
    if (value === undefined) throw new AppFailure('option-invalid', `--stage is written side=128,data=faces,minutes=8: "${field}" has no "=".`);
    return [name.trim(), value.trim()] as const;
  });
  const unknown = fields.find(([name]) => !(name in stageSchema.entries));
  if (unknown !== undefined) {
    throw new AppFailure('option-invalid', `--stage does not know "${unknown[0]}": it has ${Object.keys(stageSchema.entries).join(', ')}.`);
  }
  const given = Object.fromEntries(fields);
  for (const name of ['side', 'data']) {
    if (given[name] === undefined) throw new AppFailure('option-invalid', `--stage needs ${name}=..., as in side=128,data=faces,minutes=8.`);
  }
  if (given['minutes'] === undefined && given['steps'] === undefined) {
    throw new AppFailure('option-invalid', '--stage needs minutes=... or steps=..., or it would never end.');
  }
  const { side, data, minutes, steps, batch = recipe.batch, rate = recipe.learningRate, 'final-rate': finalRate = rate } = parseOptions(stageSchema, given);
  return { side, data: data.split('+'), batch, learningRate: rate, finalLearningRate: finalRate, steps, minutes };
}

function collect(value: string, sofar: readonly string[] = []): string[] {
  return [...sofar, value];
}
