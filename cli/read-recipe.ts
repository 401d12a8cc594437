import { readFile } from 'node:fs/promises';
import * as v from 'valibot';
import { step } from '../app/contract/job.ts';
import { AppFailure } from '../models/failure.ts';
import { recipeIn } from '../models/node/metadata/provenance.ts';
import { readPhoto } from '../models/node/photo-file.ts';

const recipeStep = v.object({ step: v.nullable(step), model: v.nullable(v.string()), seed: v.number() });
const recipeSchema = v.object({
  format: v.literal(1),
  steps: v.pipe(v.array(recipeStep), v.minLength(1), v.maxLength(1000)),
});

export type RecipeStep = v.InferOutput<typeof recipeSchema>['steps'][number] & { readonly step: v.InferOutput<typeof step> };

/** The steps of a recipe: from its JSON file, or from a photo that carries it. @throws AppFailure 'option-invalid', of reading photos */
export async function readRecipe(path: string): Promise<readonly RecipeStep[]> {
  const json = path.toLowerCase().endsWith('.json') ? await readFile(path, 'utf8').catch(() => undefined) : await carried(path);
  if (json === undefined) throw new AppFailure('option-invalid', `There is no recipe in "${path}": name a photo that Heirloom saved, or a recipe's JSON file.`);
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), recipeSchema), json);
  if (!parsed.success) throw new AppFailure('option-invalid', `The recipe in "${path}" makes no sense to this version of Heirloom: name another file.`);
  return parsed.output.steps.map(({ step: wanted, ...rest }) => {
    if (wanted !== null && !(wanted.task === 'inpaint' && wanted.marks.some(({ kind }) => kind === 'stamp'))) return { ...rest, step: wanted };
    throw new AppFailure('option-invalid', `The recipe in "${path}" uses masks or versions that are only in the window where it was made: repeat it there.`);
  });
}

async function carried(path: string): Promise<string | undefined> {
  const { metadata } = await readPhoto(path);
  return metadata.xmp === undefined ? undefined : recipeIn(metadata.xmp);
}
