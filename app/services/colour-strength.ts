import type { PhotoId, VersionId, VersionView } from '../contract/photos.ts';
import { AppFailure } from '../../models/failure.ts';
import type { WorkerHost } from '../worker/worker-host.ts';
import { newId } from './new-id.ts';
import type { OpenPhoto } from './open-photo.ts';
import type { PhotoLibrary } from './photo-library.ts';
import type { VersionRecord } from './photo-record.ts';

interface Wanted {
  readonly photo: PhotoId;
  readonly version: VersionId;
  readonly intensity: number;
}

/**
 * Makes a version with weaker or stronger colours, by arithmetic alone: the model has said already which colours they are.
 * @throws AppFailure 'photo-closed', 'id-unknown', 'photo-missing', 'photo-changed', of reading and writing
 */
export async function setStrength(library: PhotoLibrary, errands: WorkerHost, wanted: Wanted): Promise<VersionView> {
  const { photo: photoId, version, intensity } = wanted;
  const photo = library.find(photoId);
  const versions = sameColours(photo, photo.versionRecord(version));
  const known = versions.find((other) => intensityOf(other) === intensity);
  if (known !== undefined) return photo.version(known.id);
  const full = strongest(versions);
  if (full.from === null) await photo.checkSource();
  const id = newId() as VersionId;
  await errands.errand('setStrength', {
    before: photo.pathOf(full.from),
    coloured: photo.pathOf(full.id),
    factor: intensity / intensityOf(full),
    output: photo.versionPath(id),
  });
  const step = full.step?.task === 'colorize' ? { ...full.step, intensity } : null;
  return library.addVersion(photoId, { ...full, id, step, madeMs: Date.now(), saved: false });
}

/** Those that differ in nothing but the strength of their colours. */
function sameColours(photo: OpenPhoto, version: VersionRecord): readonly VersionRecord[] {
  const kind = (other: VersionRecord): string => JSON.stringify([other.from, other.model, other.seed, { ...other.step, intensity: 1 }]);
  return photo.record.versions.filter((other) => other.step?.task === 'colorize' && kind(other) === kind(version));
}

/** What the model said if it is there: stronger colours may have met the edge of what a screen can show, weaker ones are coarser. */
function strongest(versions: readonly VersionRecord[]): VersionRecord {
  const distance = (version: VersionRecord): number => Math.abs(intensityOf(version) - 1);
  const [best] = [...versions].sort((a, b) => distance(a) - distance(b));
  if (best !== undefined && intensityOf(best) > 0) return best;
  throw new AppFailure('id-unknown', 'The colours of this version are not there any more: colorize the photo again.');
}

function intensityOf({ step }: VersionRecord): number {
  return step?.task === 'colorize' ? step.intensity : 0;
}
