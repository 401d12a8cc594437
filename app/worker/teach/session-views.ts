import { basename } from 'node:path';
import * as v from 'valibot';
import type { CropView, RecipeDetails, RecipeView } from '../../contract/teach.ts';
import { AppFailure } from '../../../models/failure.ts';
import type { TeachRecord } from '../../../models/node/teach/record.ts';
import type { TeachSession } from '../../../models/node/teach/session.ts';
import { type Crop, cropsFor, isGrey } from '../../../models/teach/crops.ts';
import { summaryOf } from '../../../models/teach/summary.ts';
import { type TeachRecipe, teachRecipeSchema } from '../../../models/teach/teach-recipe.ts';
import type { TeachState } from './messages.ts';

/** What a window sees of a session. */
export function stateOf({ record }: TeachSession): TeachState {
  const { photos, notes, goal, crops, split, recipe } = record;
  const base = goal === null ? null : { id: goal.base.id, title: goal.base.title };
  return {
    summary: photos.length === 0 ? null : summaryOf(photos),
    notes: [...notes],
    goal: goal === null || base === null ? null : { task: goal.task, framing: goal.framing, base },
    crops: { all: crops.length, used: goal === null ? 0 : cropsFor(goal.task, crops, photos).length },
    split: split === null ? null : { train: split.train.length, validation: split.validation.length },
    recipe: recipe === null ? null : recipeView(recipe),
  };
}

export function mostHaveFaces({ record }: TeachSession): boolean {
  const usable = record.photos.filter(({ verdict }) => verdict === 'usable');
  return 2 * usable.filter(({ reading }) => reading.kind === 'read' && reading.faces.length > 0).length > usable.length;
}

export function cropView({ photos }: TeachRecord, { id, photo, box, excluded }: Crop): CropView {
  const shown = photos[photo] as TeachRecord['photos'][number];
  const { width, height } = shown.reading.kind === 'read' ? shown.reading : { width: 0, height: 0 };
  return { id, photo, name: basename(shown.path), width, height, box, excluded, grey: isGrey(shown) };
}

export function recipeView({ training, dropout, trained, generalPictures, steps, validateEvery, patience }: TeachRecipe): RecipeView {
  const { learningRate, subsets, epochsPerSubset, batch } = training;
  return { steps, learningRate, dropout, trained, subsets, epochsPerSubset, patience, batch, generalPictures, validateEvery };
}

/** @throws AppFailure 'option-invalid' if the two make no recipe */
export function withDetails(recipe: TeachRecipe, details: RecipeDetails): TeachRecipe {
  const { learningRate, subsets, epochsPerSubset, dropout, trained, patience } = details;
  const steps = details.steps ?? recipe.steps;
  const looks = Math.max(1, Math.round(recipe.steps / recipe.validateEvery));
  const changed = {
    ...recipe,
    training: {
      ...recipe.training,
      ...(learningRate !== undefined && { learningRate }),
      ...(subsets !== undefined && { subsets }),
      ...(epochsPerSubset !== undefined && { epochsPerSubset }),
    },
    ...(dropout !== undefined && { dropout }),
    ...(trained !== undefined && { trained }),
    ...(patience !== undefined && { patience }),
    steps,
    validateEvery: Math.max(1, Math.round(steps / looks)),
  };
  const checked = v.safeParse(teachRecipeSchema, changed);
  if (checked.success) return checked.output;
  throw new AppFailure('option-invalid', 'These details do not go together: take them back to what was proposed.', { cause: new v.ValiError(checked.issues) });
}
