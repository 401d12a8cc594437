import type { MixPart, PhotoId, VersionId, VersionView } from '../contract/photos.ts';
import type { WorkerHost } from '../worker/worker-host.ts';
import { newId } from './new-id.ts';
import type { PhotoLibrary } from './photo-library.ts';
import { stampsOf } from './stamps-of.ts';

/** Makes one version of regions of others. @throws AppFailure 'photo-closed', 'id-unknown', 'mask-size', of reading and writing */
export async function mix(
  library: PhotoLibrary,
  errands: WorkerHost,
  { photo: photoId, base, parts }: { readonly photo: PhotoId; readonly base: VersionId | null; readonly parts: readonly MixPart[] },
): Promise<VersionView> {
  const photo = library.find(photoId);
  if (base === null) await photo.checkSource();
  const id = newId() as VersionId;
  const { width, height } = await errands.errand('mixVersions', {
    base: photo.pathOf(base),
    parts: parts.map(({ version, marks }) => ({ source: photo.pathOf(version), marks })),
    stamps: stampsOf(parts.flatMap(({ marks }) => marks), photo),
    output: photo.versionPath(id),
  });
  const size = { width, height };
  const made = { step: null, parts: [...parts], model: null, seed: 0, madeMs: Date.now() };
  return library.addVersion(photoId, { id, from: base, ...size, ...made, saved: false });
}
