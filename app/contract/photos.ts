import * as v from 'valibot';
import { mark, type Mark } from './marks.ts';
import type { Step } from './job.ts';

/** Twenty letters and digits by chance: nobody guesses one, and none is a path. */
const id = v.pipe(v.string(), v.regex(/^[a-z0-9]{20}$/));

export const photoId = v.pipe(id, v.brand('PhotoId'));
export type PhotoId = v.InferOutput<typeof photoId>;
export const versionId = v.pipe(id, v.brand('VersionId'));
export type VersionId = v.InferOutput<typeof versionId>;

export const exampleNames = ['dust-bowl-home', 'march-pastoral', 'nagasaki-boats', 'french-alpine-landscape', 'black-canyon'] as const;
export const exampleName = v.picklist(exampleNames);

/** A region of one version, to be laid over another. */
export const mixPart = v.strictObject({ version: versionId, marks: v.pipe(v.array(mark), v.minLength(1), v.maxLength(10_000)) });

export type MixPart = Readonly<v.InferOutput<typeof mixPart>>;

/** A photo that is open. Its file is never written. */
export interface PhotoView {
  readonly id: PhotoId;
  /** The file's name without its folder. */
  readonly name: string;
  readonly width: number;
  readonly height: number;
  /** Bits a channel in the file: 8 or 16. */
  readonly depth: 8 | 16;
  /** No colour in it (to the eye: sepia counts as none): the window offers colorizing first. */
  readonly grey: boolean;
  readonly format: string;
  /** The file is no longer where it was; versions can still be saved. */
  readonly missing: boolean;
  /** From the first made to the last. */
  readonly versions: readonly VersionView[];
  /** What the window shows; null: the photo as it was opened. */
  readonly shown: VersionId | null;
  readonly marks: readonly Mark[];
  /** How often they were kept since the program began, and which window did so last. */
  readonly marked: { readonly times: number; readonly by: string | null };
}

/** What a job made of a photo, or of a version of it. */
export interface VersionView {
  readonly id: VersionId;
  readonly photo: PhotoId;
  /** What it was made from; null: the photo as it was opened. */
  readonly from: VersionId | null;
  readonly width: number;
  readonly height: number;
  /** How it was made, so that it can be made again; null where regions of several were mixed. */
  readonly step: Step | null;
  /** Id of the model. */
  readonly model: string | null;
  readonly seed: number;
  /** Milliseconds since 1970. */
  readonly madeMs: number;
  readonly saved: boolean;
}
