import type { Input } from '../../app/contract.ts';
import type { BatchId } from '../../app/contract/batch.ts';
import type { PhotoId, VersionId } from '../../app/contract/photos.ts';
import type { SaveReport } from '../../app/contract/save.ts';
import { formatted, words } from '../words/words.svelte.ts';
import type { Heirloom } from './heirloom.svelte.ts';
import { pickFiles } from './open-photos.ts';
import type { PhotoDocument } from './photo-document.svelte.ts';

/** What the buttons of the restore screen ask the application for. */

export async function startWork(heirloom: Heirloom, document: PhotoDocument, job: Input<'jobs.start'> | null): Promise<void> {
  if (job === null || document.busy) return;
  document.failure = null;
  document.remark = null;
  document.preview = null;
  const answer = await heirloom.try('jobs.start', job);
  if (!answer.ok) {
    document.failure = answer.error.message;
    return;
  }
  // It may have been told of, and even be over, before this answer came.
  if (document.job?.id === answer.value.id) return;
  document.job = answer.value;
  document.stage = 'working';
}

export async function stopWork(heirloom: Heirloom, document: PhotoDocument): Promise<void> {
  if (document.job === null) return;
  document.stopping = true;
  await heirloom.ask('jobs.cancel', { job: document.job.id });
}

export async function showVersion(heirloom: Heirloom, document: PhotoDocument, version: VersionId | null): Promise<void> {
  const photo = await heirloom.ask('photos.show', { photo: document.photo.id, version });
  if (photo === null) return;
  document.photo = photo;
  document.changesShown = false;
  if (version === null) document.goOn();
  else document.stage = 'result';
}

export async function removeVersion(heirloom: Heirloom, document: PhotoDocument, version: VersionId): Promise<void> {
  const photo = await heirloom.ask('photos.removeVersion', { photo: document.photo.id, version });
  if (photo === null) return;
  document.photo = photo;
  if (document.shown === null) document.goOn();
}

export async function findDamage(heirloom: Heirloom, document: PhotoDocument): Promise<void> {
  document.finding = true;
  document.remark = null;
  const answer = await heirloom.try('masks.find', { photo: document.photo.id, version: document.base });
  document.finding = false;
  if (!answer.ok) {
    if (answer.error.code !== 'cancelled') document.failure = answer.error.message;
    return;
  }
  const found = answer.value;
  document.remark = found === null ? words().nothingToRepair : words().foundDamage(formatted(100 * found.share, 1));
  heirloom.spoken = document.remark;
  if (found !== null) document.addMark({ kind: 'stamp', mask: found.id, erase: false });
}

export async function stopFinding(heirloom: Heirloom, document: PhotoDocument): Promise<void> {
  await heirloom.ask('masks.stopFinding', { photo: document.photo.id });
}

/** Makes what the slider shows a version. @returns whether it is there */
export async function keepStrength(heirloom: Heirloom, document: PhotoDocument): Promise<boolean> {
  const { shown, intensity } = document;
  if (shown === null || !document.strengthMoved) return true;
  document.failure = null;
  const answer = await heirloom.try('photos.setStrength', { photo: document.photo.id, version: shown.id, intensity });
  if (answer.ok) await showVersion(heirloom, document, answer.value.id);
  else document.failure = answer.error.message;
  return answer.ok;
}

/** What is seen is what is saved. */
export async function openSave(heirloom: Heirloom, document: PhotoDocument): Promise<void> {
  if (await keepStrength(heirloom, document)) heirloom.popup = 'save';
}

export async function importMask(heirloom: Heirloom, document: PhotoDocument): Promise<void> {
  if (heirloom.description?.host === 'desktop') {
    const mask = await heirloom.ask('masks.import', { photo: document.photo.id });
    if (mask !== null) document.addMark({ kind: 'stamp', mask: mask.id, erase: false });
    return;
  }
  const [file] = await pickFiles('image/*', false);
  if (file === undefined) return;
  const answer = await heirloom.bridge.openMask(document.photo.id, file);
  if (answer.ok) document.addMark({ kind: 'stamp', mask: answer.value.id, erase: false });
  else heirloom.notify('bad', answer.error.message);
}

export async function exportMask(heirloom: Heirloom, photo: PhotoDocument): Promise<void> {
  const report = await heirloom.ask('masks.export', { photo: photo.photo.id, marks: [...photo.marks] });
  if (report !== null) fetchDownload(heirloom, report);
}

export async function mixVersions(heirloom: Heirloom, document: PhotoDocument): Promise<void> {
  const parts = document.edits.now.parts.map(({ version, marks }) => ({ version, marks: [...marks] }));
  const version = await heirloom.ask('photos.mix', { photo: document.photo.id, base: document.photo.shown, parts });
  if (version === null) return;
  document.endMix();
  await showVersion(heirloom, document, version.id);
}

export async function closePhoto(heirloom: Heirloom, document: PhotoDocument): Promise<void> {
  const answer = await heirloom.try('photos.close', { photo: document.photo.id });
  if (answer.ok) heirloom.removePhoto(document.photo.id);
  else heirloom.notify('bad', answer.error.message);
}

/** In a browser: what a batch has made of one photo, or of all. */
export async function fetchBatch(heirloom: Heirloom, batch: BatchId, photo: PhotoId | null): Promise<void> {
  const offered = await heirloom.ask('batches.fetch', { batch, photo });
  if (offered !== null) download(offered.name, offered.place);
}

/** Says what was saved; in a browser, also hands it over. */
export function fetchDownload(heirloom: Heirloom, report: SaveReport): void {
  if (!report.saved) return;
  const name = report.name ?? '';
  if (report.download !== null) download(name, report.download);
  heirloom.notify('good', report.download === null ? words().savedAs(name) : words().downloaded(name));
  for (const note of report.notes) heirloom.notify('plain', note);
  const { change } = report;
  if (change === null || change.toKeep === 0) return;
  if (change.changedOutside > 0) heirloom.notify('bad', words().notOnlyMarked(formatted(change.changedOutside)));
  else heirloom.notify('good', words().onlyMarked);
}

function download(name: string, place: string): void {
  const link = document.createElement('a');
  link.href = place;
  link.download = name;
  link.click();
}
