import type { MaskId } from '../contract/marks.ts';
import type { VersionId } from '../contract/photos.ts';
import type { ChosenModel } from '../../models/node/choose-model.ts';
import type { ModelPlaces } from '../../models/node/open-model.ts';
import type { JobOrder } from '../worker/messages.ts';
import type { JobRequest } from './job-queue.ts';
import type { Models } from './models.ts';
import { newId } from './new-id.ts';
import type { OpenPhoto } from './open-photo.ts';

export interface PlannedJob {
  readonly order: JobOrder;
  /** Id of the model. */
  readonly model: string;
  readonly results: readonly { readonly seed: number; readonly version: VersionId }[];
  /** For a person, where the choice of the model needs a word. */
  readonly note: string | undefined;
}

/**
 * Decides at the last moment what was left open when the job was asked for: which model, and where its files lie.
 * @throws AppFailure 'photo-missing', 'photo-changed', 'id-unknown', 'model-unknown', 'model-unsuitable'
 */
export async function planJob(id: string, { version, step, seeds }: JobRequest, device: string, photo: OpenPhoto, models: Models): Promise<PlannedJob> {
  if (version === null) await photo.checkSource();
  const model = await models.choose(step.task, step.model);
  const results = [...new Set(seeds)].map((seed) => ({ seed, version: newId<VersionId>() }));
  const order = {
    id,
    source: photo.pathOf(version),
    name: photo.record.name,
    step,
    model: placesOf(model),
    device,
    results: results.map(({ seed, version: result }) => ({ seed, output: photo.versionPath(result) })),
    stamps: stampsOf(step.task === 'inpaint' ? step.marks : [], photo),
  };
  return { order, model: model.manifest.id, results, note: model.note };
}

function placesOf({ folder, faces }: ChosenModel): ModelPlaces {
  return faces === undefined ? { folder } : { folder, faces: { folder: faces.folder } };
}

/** Files of the masks that are stamped. */
export function stampsOf(marks: readonly { readonly kind: string; readonly mask?: MaskId }[], photo: OpenPhoto): Record<string, string> {
  const stamps: Record<string, string> = {};
  for (const { mask } of marks) if (mask !== undefined) stamps[mask] = photo.maskPath(mask);
  return stamps;
}
