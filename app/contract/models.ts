import * as v from 'valibot';
import type { TaskName } from './job.ts';

const modelId = v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9-]{0,63}$/));
export const modelRequest = v.strictObject({ model: modelId });
export const renameModel = v.strictObject({ model: modelId, title: v.pipe(v.string(), v.minLength(1), v.maxLength(400)) });
/** null: without one. */
const passphrase = v.nullable(v.pipe(v.string(), v.minLength(1), v.maxLength(1000)));
export const exportModel = v.strictObject({ model: modelId, passphrase });
/** A file that is ready to be imported, by chance's name. */
export const modelFileId = v.pipe(v.string(), v.regex(/^[a-z0-9]{20}$/), v.brand('ModelFileId'));
export const importModelFile = v.strictObject({ file: modelFileId, passphrase });

/** A chosen or uploaded file that may hold a model. */
export interface ModelFile {
  readonly file: v.InferOutput<typeof modelFileId>;
  readonly name: string;
}

export interface ModelExport {
  /** False if the dialog was dismissed. */
  readonly saved: boolean;
  readonly name: string | null;
  /** In a browser: where to fetch it from, once. */
  readonly download: string | null;
}

export interface ModelView {
  readonly id: string;
  readonly title: string;
  /** What it learned. */
  readonly task: TaskName;
  /** What it can be asked for: one that learned to fill holes also continues photos beyond their edges. */
  readonly does: readonly TaskName[];
  /** Id of the model it was taught from. */
  readonly parent: string | null;
  /** Came with Heirloom, and stays. */
  readonly shipped: boolean;
  /** Taught or added here: it can be renamed, exported and removed. */
  readonly own: boolean;
  readonly parameters: number;
  /** Of its weights, on the disk. */
  readonly bytes: number;
  /** Pictures it has learned from, each time counted. */
  readonly images: number;
  readonly steps: number;
  readonly hours: number;
  /** Milliseconds since 1970. */
  readonly createdMs: number;
  /** It was kept with one (teachPictures.model). */
  readonly hasPicture: boolean;
  /** Folders, by their names, whose photos it restores without being asked. */
  readonly usedFor: readonly string[];
  readonly licence: string;
  /** Set if its files are damaged: one sentence. */
  readonly trouble: string | null;
}

export interface DeviceReport {
  readonly name: string;
  /** Null if it cannot be used; then `sentence` says why. */
  readonly callsPerSecond: number | null;
  readonly sentence: string;
}
