import type { Mark } from '../../app/contract/marks.ts';
import type { PhotoView, VersionId, VersionView } from '../../app/contract/photos.ts';
import type { Step } from '../../app/contract/job.ts';
import type { Size } from '../canvas/geometry.ts';

export function findVersion(photo: PhotoView, id: VersionId | null): VersionView | null {
  return photo.versions.find((version) => version.id === id) ?? null;
}

/** Whether these very marks were filled, and nothing was marked since. */
export function isFilled(version: VersionView | null, marks: readonly Mark[]): boolean {
  return version?.step?.task === 'inpaint' && JSON.stringify(version.step.marks) === JSON.stringify(marks);
}

/** The suggestions among which a version is one: made from the same, in the same way, by other seeds. */
export function siblings(photo: PhotoView, version: VersionView): readonly VersionView[] {
  if (version.step === null) return [version];
  const kind = sameness(version.step);
  return photo.versions.filter(({ from, step }) => from === version.from && step !== null && sameness(step) === kind);
}

/** Size of a version, or of the photo as it was opened. */
export function sizeOf(photo: PhotoView, version: VersionId | null): Size {
  const found = findVersion(photo, version);
  return found === null ? { width: photo.width, height: photo.height } : { width: found.width, height: found.height };
}

/** Where the picture that a version was made from lies within it. */
export function offsetWithin(version: VersionView): { readonly x: number; readonly y: number } {
  return version.step?.task === 'uncrop' ? { x: version.step.margins.left, y: version.step.margins.top } : { x: 0, y: 0 };
}

/** Seeds that none of these has had. */
export function freshSeeds(versions: readonly VersionView[], count: number): readonly number[] {
  const first = versions.reduce((largest, { seed }) => Math.max(largest, seed), 0) + 1;
  return Array.from({ length: count }, (_, i) => first + i);
}

function sameness(step: Step): string {
  return JSON.stringify(step.task === 'colorize' ? { ...step, intensity: 1 } : step);
}
