import type { Step } from '../contract/job.ts';
import { opaqueAround } from '../../models/node/opaque-around.ts';
import type { PhotoFile } from '../../models/node/photo-file.ts';
import { colorize } from '../../models/tasks/colorize.ts';
import { inpaint } from '../../models/tasks/inpaint.ts';
import { cleanJpeg } from '../../models/tasks/jpeg.ts';
import type { RestoreOptions, RestoreProgress, Restorer } from '../../models/tasks/restore.ts';
import { uncrop } from '../../models/tasks/uncrop.ts';
import type { Photo } from '../../models/photo/photo.ts';
import { maskOfMarks } from './mask-of-marks.ts';

/** A step, ready to be done with any seed. */
export type RestoreFile = (restorer: Restorer, choices: Pick<RestoreOptions, 'seed' | 'signal'>) => AsyncGenerator<RestoreProgress, PhotoFile>;

/** `fine` takes this many times the model's own number of network calls. */
const fineTimes = 3;

/**
 * What a step does to a photo's file: the one place where the contract's words meet the tasks.
 * @param stamps files of masks by their ids
 * @throws AppFailure 'mask-unreadable', 'mask-size'
 */
export async function restoreStep(step: Step, file: PhotoFile, stamps: Readonly<Record<string, string>>): Promise<RestoreFile> {
  const mask = step.task === 'inpaint' ? await maskOfMarks(step.marks, file.photo, stamps) : undefined;
  return async function* (restorer, choices) {
    const steps = step.quality === 'fine' ? fineTimes * restorer.manifest.defaults.steps : undefined;
    const options: RestoreOptions = { ...choices, steps };
    switch (step.task) {
      case 'colorize':
        return withPhoto(file, yield* colorize(file.photo, restorer, { ...options, intensity: step.intensity, hints: step.hints }));
      case 'inpaint':
        return withPhoto(file, yield* inpaint(file.photo, mask as NonNullable<typeof mask>, restorer, options));
      case 'uncrop': {
        const { width, height } = file.photo;
        const photo = yield* uncrop(file.photo, step.margins, restorer, options);
        return { ...withPhoto(file, photo), alpha: file.alpha && opaqueAround(file.alpha, width, height, step.margins) };
      }
      case 'jpeg':
        return withPhoto(file, yield* cleanJpeg(file.photo, restorer, options));
    }
  };
}

function withPhoto(file: PhotoFile, photo: Photo): PhotoFile {
  return { ...file, photo };
}
