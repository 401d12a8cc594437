import * as v from 'valibot';
import { step } from '../contract/job.ts';
import { mark } from '../contract/marks.ts';
import { mixPart, photoId, versionId } from '../contract/photos.ts';

const version = v.object({
  id: versionId,
  from: v.nullable(versionId),
  width: v.number(),
  height: v.number(),
  step: v.nullable(step),
  /** Of a mixed version: what was laid over what it was made from. */
  parts: v.optional(v.array(mixPart), []),
  model: v.nullable(v.string()),
  seed: v.number(),
  madeMs: v.number(),
  saved: v.boolean(),
});
export type VersionRecord = Readonly<v.InferOutput<typeof version>>;

/** photo.json in the photo's own folder. Fields of a later program are let through, so that going back loses nothing today. */
export const photoRecord = v.object({
  id: photoId,
  name: v.string(),
  path: v.string(),
  /** The file lies in the photo's own folder and goes with it. */
  uploaded: v.boolean(),
  width: v.number(),
  height: v.number(),
  depth: v.picklist([8, 16]),
  grey: v.boolean(),
  format: v.string(),
  bytes: v.number(),
  modifiedMs: v.number(),
  openedMs: v.number(),
  /** Null while it is open. Opened again, it comes back with its history. */
  closedMs: v.nullable(v.number()),
  versions: v.array(version),
  shown: v.nullable(versionId),
});
export type PhotoRecord = Readonly<v.InferOutput<typeof photoRecord>>;

/** planned-<job>.json: versions that a running job will have made, so that one whose file was finished is not lost with the program. */
export const plannedRecord = v.array(version);

/** marks.json: apart, because it is written after every stroke. */
export const marksRecord = v.array(mark);
