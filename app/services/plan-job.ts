import type { Step } from '../contract/job.ts';
import type { VersionId } from '../contract/photos.ts';
import type { ChosenModel } from '../../models/node/choose-model.ts';
import type { ModelPlaces } from '../../models/node/open-model.ts';
import type { JobMachine, JobOrder } from '../worker/messages.ts';
import type { JobRequest } from './job-queue.ts';
import type { Models } from './models.ts';
import { newId } from './new-id.ts';
import type { OpenPhoto } from './open-photo.ts';
import type { VersionRecord } from './photo-record.ts';
import { stampsOf } from './stamps-of.ts';

export interface PlannedJob {
  readonly order: JobOrder;
  /** Versions as they will be, but for the moment they are made at. */
  readonly versions: readonly VersionRecord[];
  /** For a person, where the choice of the model needs a word. */
  readonly note: string | undefined;
}

/**
 * Decides at the last moment what was left open when the job was asked for: which model, and where its files lie.
 * @throws AppFailure 'photo-missing', 'photo-changed', 'id-unknown', 'model-unknown', 'model-unsuitable'
 */
export async function planJob(id: string, request: JobRequest, machine: JobMachine, photo: OpenPhoto, models: Models): Promise<PlannedJob> {
  const { version, step, seeds } = request;
  if (version === null) await photo.checkSource();
  const model = await models.choose(step.task, step.model, photo.record.path);
  const { width, height } = photo.sizeOf(version);
  const versions = [...new Set(seeds)].map(
    (seed): VersionRecord => ({
      id: newId() as VersionId,
      from: version,
      ...grownBy(step, width, height),
      step,
      parts: [],
      model: model.manifest.id,
      seed,
      madeMs: Date.now(),
      saved: false,
    }),
  );
  const order = {
    id,
    source: photo.pathOf(version),
    name: photo.record.name,
    step,
    model: placesOf(model),
    machine,
    results: versions.map(({ id: result, seed }) => ({ seed, output: photo.versionPath(result) })),
    stamps: stampsOf(step.task === 'inpaint' ? step.marks : [], photo),
  };
  await photo.plan(id, versions);
  return { order, versions, note: model.note };
}

function grownBy(step: Step, width: number, height: number): { width: number; height: number } {
  if (step.task !== 'uncrop') return { width, height };
  const { left, right, top, bottom } = step.margins;
  return { width: left + width + right, height: top + height + bottom };
}

function placesOf({ folder, faces }: ChosenModel): ModelPlaces {
  return faces === undefined ? { folder } : { folder, faces: { folder: faces.folder } };
}
