import * as v from 'valibot';
import type { AppDescription } from './contract/app.ts';
import type { OpenedFile } from './contract/bridge.ts';
import { batchId, type BatchView, startBatch } from './contract/batch.ts';
import { intensity, jobId, type JobPreview, type JobView, startJob } from './contract/job.ts';
import { mark, type MaskView, windowName } from './contract/marks.ts';
import { type DeviceReport, exportModel, importModelFile, type ModelExport, type ModelFile, modelRequest, type ModelView, renameModel } from './contract/models.ts';
import { exampleName, mixPart, photoId, type PhotoView, versionId, type VersionView } from './contract/photos.ts';
import { saveChoice, type ChangeReport, type Download, type SaveReport } from './contract/save.ts';
import { settingsPatch, type Settings } from './contract/settings.ts';
import * as teach from './contract/teach.ts';

/**
 * Everything a window may ask of the application, and everything it is told: once, as a value. The types, the preload's
 * allow-list and the checks of what comes in are taken from these lines. Files have no paths here: photos, versions of them
 * and masks are named by ids, and their pixels are fetched as pictures (contract/pictures.ts).
 */
export const calls = {
  'app.describe': call<AppDescription>()(nothing()),
  'app.quit': call<null>()(nothing()),

  /** The desktop's own dialog; an empty list if it was dismissed, and always in a browser, which uploads. */
  'photos.choose': call<readonly OpenedFile[]>()(nothing()),
  'photos.openExample': call<PhotoView>()(v.strictObject({ name: exampleName })),
  /** Photos that were open when the program last ended, and those opened since. */
  'photos.list': call<readonly PhotoView[]>()(nothing()),
  'photos.close': call<null>()(v.strictObject({ photo: photoId })),
  /** Kept at once: a program that is killed brings them back. `window` is how the window that asks calls itself. */
  'photos.keepMarks': call<null>()(
    v.strictObject({ photo: photoId, marks: v.pipe(v.array(mark), v.maxLength(10_000)), window: v.optional(windowName) }),
  ),
  /** Which version the window shows; null is the photo as it was opened. */
  'photos.show': call<PhotoView>()(v.strictObject({ photo: photoId, version: v.nullable(versionId) })),
  'photos.removeVersion': call<PhotoView>()(v.strictObject({ photo: photoId, version: versionId })),
  /** One version made of regions of others. */
  'photos.mix': call<VersionView>()(
    v.strictObject({ photo: photoId, base: v.nullable(versionId), parts: v.pipe(v.array(mixPart), v.minLength(1), v.maxLength(16)) }),
  ),
  /** A colorized version with its colours as strong as `intensity` says: no model runs. */
  'photos.setStrength': call<VersionView>()(v.strictObject({ photo: photoId, version: versionId, intensity })),

  /** Scratches, dust, creases and tears, as a mask to edit; null: nothing to repair. */
  'masks.find': call<MaskView | null>()(v.strictObject({ photo: photoId, version: v.nullable(versionId) })),
  /** The search that is under way on the photo is answered with 'cancelled'. */
  'masks.stopFinding': call<null>()(v.strictObject({ photo: photoId })),
  /** White: restore here. A desktop asks for the file; a browser uploads instead. */
  'masks.import': call<MaskView | null>()(v.strictObject({ photo: photoId })),
  'masks.export': call<SaveReport>()(v.strictObject({ photo: photoId, marks: v.pipe(v.array(mark), v.maxLength(10_000)) })),

  'jobs.start': call<JobView>()(startJob),
  /** Every queued, running and lately ended job. */
  'jobs.list': call<readonly JobView[]>()(nothing()),
  'jobs.cancel': call<null>()(v.strictObject({ job: jobId })),

  'results.save': call<SaveReport>()(v.strictObject({ photo: photoId, version: versionId, ...saveChoice.entries })),
  /** Compares a version with what it was made from, pixel by pixel. */
  'results.check': call<ChangeReport>()(v.strictObject({ photo: photoId, version: versionId })),

  'batches.start': call<BatchView>()(startBatch),
  'batches.list': call<readonly BatchView[]>()(nothing()),
  'batches.pause': call<BatchView>()(v.strictObject({ batch: batchId })),
  'batches.resume': call<BatchView>()(v.strictObject({ batch: batchId })),
  /** In a browser: hands over the result of one photo, or all there are as one archive. */
  'batches.fetch': call<Download>()(v.strictObject({ batch: batchId, photo: v.nullable(photoId) })),
  /** What is running stops, what is done stays. */
  'batches.end': call<null>()(v.strictObject({ batch: batchId })),

  'models.list': call<readonly ModelView[]>()(nothing()),
  /** A desktop asks for the folder; null if it was dismissed. */
  'models.import': call<ModelView | null>()(nothing()),
  'models.remove': call<null>()(v.strictObject({ model: v.pipe(v.string(), v.maxLength(100)) })),
  'models.rename': call<ModelView>()(renameModel),
  /** As one file. A model can reveal the photos it learned from: the window says so first. */
  'models.export': call<ModelExport>()(exportModel),
  /** The desktop's dialog; a browser uploads instead (Bridge.sendModel). */
  'models.chooseFile': call<ModelFile | null>()(nothing()),
  'models.importFile': call<ModelView>()(importModelFile),
  /** Asks a desktop for the folders; in a browser all photos that are opened there. */
  'models.useFor': call<ModelView | null>()(modelRequest),
  'models.stopUsing': call<ModelView>()(modelRequest),
  /** Runs a real network on each device there is, and says how fast. */
  'devices.test': call<readonly DeviceReport[]>()(nothing()),

  /** Every teaching that was begun and neither kept nor discarded. */
  'teach.list': call<readonly teach.TeachView[]>()(nothing()),
  'teach.begin': call<teach.TeachView>()(nothing()),
  /** Makes it the one that is worked on: one at a time. */
  'teach.open': call<teach.TeachView>()(teach.teachRequest),
  /** The desktop's own dialog; a browser uploads instead (Bridge.addTeachPhotos). */
  'teach.choose': call<teach.TeachView>()(teach.chooseSources),
  'teach.forgetSources': call<teach.TeachView>()(teach.teachRequest),
  /** This and other long work answers at once; how far it is, is told by the event. */
  'teach.survey': call<teach.TeachView>()(teach.teachRequest),
  'teach.setGoal': call<teach.TeachView>()(teach.chooseGoal),
  'teach.crops': call<readonly teach.CropView[]>()(teach.teachRequest),
  'teach.changeCrop': call<teach.CropView>()(teach.changeCrop),
  /** Cuts the pictures and measures how long a step takes here. */
  'teach.prepare': call<teach.TeachView>()(teach.teachRequest),
  /** Stops a survey, a preparation or a verdict that is under way. */
  'teach.cancel': call<teach.TeachView>()(teach.teachRequest),
  'teach.propose': call<teach.RecipeView>()(teach.proposeRecipe),
  'teach.start': call<teach.TeachView>()(teach.startTeaching),
  'teach.pause': call<teach.TeachView>()(teach.teachRequest),
  'teach.resume': call<teach.TeachView>()(teach.teachRequest),
  'teach.steer': call<teach.TeachView>()(teach.steerTeaching),
  /** Compares with the model it came from; ends the teaching before that. */
  'teach.judge': call<teach.TeachView>()(teach.judgeTeaching),
  'teach.goOn': call<teach.TeachView>()(teach.moreTeaching),
  'teach.keep': call<ModelView>()(teach.keepTeaching),
  /** Takes away everything but models that were kept. */
  'teach.discard': call<null>()(teach.teachRequest),
  /** Takes away the pictures made of the photos; what was not finished is over then. */
  'teach.emptyCache': call<teach.TeachView>()(teach.teachRequest),

  'settings.read': call<Settings>()(nothing()),
  'settings.change': call<Settings>()(settingsPatch),
} as const;

/** What the application tells, unasked, to every window. */
export const events = {
  'photos.changed': event<PhotoView>(),
  'photos.closed': event<{ readonly photo: string }>(),
  'jobs.changed': event<JobView>(),
  /** At most four a second. */
  'jobs.preview': event<JobPreview>(),
  'batches.changed': event<BatchView>(),
  'models.changed': event<readonly ModelView[]>(),
  /** At most two a second. */
  'teach.changed': event<teach.TeachView>(),
  'teach.ended': event<{ readonly teaching: string }>(),
  'settings.changed': event<Settings>(),
  /** A line of the native menu or a shortcut that the desktop owns. */
  'menu.chosen': event<{ readonly action: MenuAction }>(),
} as const;

export type MenuAction = 'open' | 'save' | 'undo' | 'redo' | 'teach' | 'settings' | 'help' | 'zoom-in' | 'zoom-out' | 'fit' | 'full-size';

export type CallName = keyof typeof calls;
export type EventName = keyof typeof events;
/** What the caller writes, before the schema has filled in what is optional. */
export type Input<Name extends CallName> = v.InferInput<(typeof calls)[Name]['input']>;
/** What a handler receives. */
export type Checked<Name extends CallName> = v.InferOutput<(typeof calls)[Name]['input']>;
export type Output<Name extends CallName> = NonNullable<(typeof calls)[Name]['output']>['type'];
export type Payload<Name extends EventName> = NonNullable<(typeof events)[Name]['payload']>['type'];

/** Every answer: a value, or a failure with one sentence for a person. */
export type Answer<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly error: { readonly code: string; readonly message: string } };

export const callNames = Object.keys(calls) as readonly CallName[];
export const eventNames = Object.keys(events) as readonly EventName[];

interface Call<Schema, Value> {
  readonly input: Schema;
  /** A type only: what the application answers it need not check. */
  readonly output?: { readonly type: Value };
}

interface Event<Value> {
  readonly payload?: { readonly type: Value };
}

 
function call<Value>() {
  return <Schema extends v.GenericSchema>(input: Schema): Call<Schema, Value> => ({ input });
}

 
function event<Value>(): Event<Value> {
  return {};
}

function nothing() {
  return v.optional(v.strictObject({}), {});
}
