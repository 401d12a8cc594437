import { readFile } from 'node:fs/promises';
import type { MaskId } from '../contract/marks.ts';
import type { PhotoId, VersionId } from '../contract/photos.ts';
import type { Picture } from '../host.ts';
import type { OpenPhoto } from './open-photo.ts';
import type { PhotoLibrary } from './photo-library.ts';
import { displayed } from './displayed.ts';
import type { Pyramids } from './pyramids.ts';

const thumbnailSide = 320;

/** The pixels that windows see, by their places (contract/pictures.ts). */
export class Pictures {
  readonly #library: PhotoLibrary;
  readonly #pyramids: Pyramids;

  constructor(library: PhotoLibrary, pyramids: Pyramids) {
    this.#library = library;
    this.#pyramids = pyramids;
  }

  /** @param place whatever was asked for @returns null if there is no such picture @throws AppFailure of reading photos */
  async get(place: string): Promise<Picture | null> {
    const wanted = parsePlace(place);
    if (wanted === undefined || !this.#library.isOpen(wanted.photo)) return null;
    const photo = this.#library.find(wanted.photo);
    if (wanted.kind === 'mask') return fileAt(photo.maskPath(wanted.mask), 'image/png');
    if (wanted.version !== null && !photo.record.versions.some(({ id }) => id === wanted.version)) return null;
    if (wanted.kind === 'thumbnail') return thumbnailOf(photo, wanted.version);
    if (wanted.kind === 'changes') return fileAt(photo.mapPath(wanted.version), 'image/png');
    const path = await this.#pyramids.tile(photo, wanted.version, wanted.level, wanted.column, wanted.row);
    return path === undefined ? null : fileAt(path, 'image/jpeg');
  }
}

type Place = { readonly photo: PhotoId } & (
  | { readonly kind: 'thumbnail'; readonly version: VersionId | null }
  | { readonly kind: 'tile'; readonly version: VersionId | null; readonly level: number; readonly column: number; readonly row: number }
  | { readonly kind: 'mask'; readonly mask: MaskId }
  | { readonly kind: 'changes'; readonly version: VersionId }
);

const id = '([a-z0-9]{20})';
const count = '(0|[1-9][0-9]{0,3})';
const thumbnailForm = new RegExp(`^/pictures/${id}/(?:original|${id})/thumbnail$`);
const tileForm = new RegExp(`^/pictures/${id}/(?:original|${id})/${count}/${count}/${count}$`);
const maskForm = new RegExp(`^/pictures/${id}/masks/${id}$`);
const changesForm = new RegExp(`^/pictures/${id}/${id}/changes$`);

/** Only these forms are taken, so that no place leads to another file. */
function parsePlace(place: string): Place | undefined {
  const thumbnail = thumbnailForm.exec(place);
  if (thumbnail !== null) return { kind: 'thumbnail', photo: thumbnail[1] as PhotoId, version: (thumbnail[2] ?? null) as VersionId | null };
  const tile = tileForm.exec(place);
  if (tile !== null) {
    const [level, column, row] = [tile[3], tile[4], tile[5]].map(Number) as [number, number, number];
    return { kind: 'tile', photo: tile[1] as PhotoId, version: (tile[2] ?? null) as VersionId | null, level, column, row };
  }
  const mask = maskForm.exec(place);
  if (mask !== null) return { kind: 'mask', photo: mask[1] as PhotoId, mask: mask[2] as MaskId };
  const changes = changesForm.exec(place);
  return changes === null ? undefined : { kind: 'changes', photo: changes[1] as PhotoId, version: changes[2] as VersionId };
}

async function thumbnailOf(photo: OpenPhoto, version: VersionId | null): Promise<Picture> {
  const pipeline = await displayed(photo.pathOf(version), photo.record.name);
  const bytes = await pipeline.resize(thumbnailSide, thumbnailSide, { fit: 'inside', withoutEnlargement: true }).jpeg({ quality: 85 }).toBuffer();
  return { type: 'image/jpeg', bytes, fixed: true };
}

async function fileAt(path: string, type: string): Promise<Picture | null> {
  try {
    return { type, bytes: await readFile(path), fixed: true };
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}
