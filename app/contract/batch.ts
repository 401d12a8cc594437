import * as v from 'valibot';
import { step, type Step } from './job.ts';
import { photoId, type PhotoId } from './photos.ts';
import { saveChoice } from './save.ts';

export const batchId = v.pipe(v.string(), v.regex(/^[a-z0-9]{20}$/), v.brand('BatchId'));
export type BatchId = v.InferOutput<typeof batchId>;

export const startBatch = v.strictObject({
  photos: v.pipe(v.array(photoId), v.minLength(1), v.maxLength(10_000)),
  step,
  save: saveChoice,
});

/** One step on many photos. It is kept on the disk: after a crash or a reboot it waits, paused, and goes on where it was. */
export interface BatchView {
  readonly id: BatchId;
  readonly step: Step;
  readonly state: 'running' | 'paused' | 'done';
  readonly items: readonly BatchItem[];
}

interface BatchItem {
  readonly photo: PhotoId;
  readonly name: string;
  readonly state: 'waiting' | 'running' | 'done' | 'failed';
  readonly failure: { readonly code: string; readonly message: string } | null;
  /** Name of the file that was written. */
  readonly saved: string | null;
}
