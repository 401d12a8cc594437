import { type ChosenModel, chooseModel, modelFolders, ownModelFolders } from '../models/node/choose-model.ts';
import { openModelLibrary } from '../models/node/model-library.ts';
import { readModelUses, usedFor } from '../models/node/model-uses.ts';
import type { TaskId } from '../models/tasks/task.ts';

/**
 * The model a person named; else the one they chose for the folder of these photos, if it is the same for all of them; else
 * the library's choice. @throws AppFailure as chooseModel does
 */
export async function chooseModelFor(task: TaskId, wanted: string | undefined, photos: readonly string[]): Promise<ChosenModel> {
  if (wanted !== undefined) return chooseModel(task, wanted);
  const uses = await readModelUses(ownModelFolders()[0] as string);
  if (uses.length === 0) return chooseModel(task, wanted);
  const library = await openModelLibrary(modelFolders());
  const chosen = photos.map((photo) => usedFor(uses, task, photo, library));
  const [first] = chosen;
  const key = (model: ChosenModel | undefined): string => `${model?.manifest.id ?? ''} ${model?.faces?.manifest.id ?? ''}`;
  if (first !== undefined && chosen.every((model) => key(model) === key(first))) {
    const by = first.manifest.subject === undefined && first.faces !== undefined ? first.faces : first;
    return { ...first, note: `Restored by ${by.manifest.id}, as you chose for this folder.` };
  }
  const usual = await chooseModel(task, wanted);
  if (chosen.every((model) => model === undefined)) return usual;
  return { ...usual, note: 'These photos lie in folders with different models, so the usual one restores them all: restore one folder at a time for its own.' };
}
