import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { tileSide } from '../contract/pictures.ts';
import type { PhotoId, VersionId } from '../contract/photos.ts';
import { damaged } from '../../models/node/photo-header.ts';
import { displayed } from './displayed.ts';
import type { OpenPhoto } from './open-photo.ts';

/** Pixels of the pyramids that are kept: about 700 MB of tiles. */
const pixelsKept = 1_500_000_000;

interface Pyramid {
  readonly folder: string;
  readonly pixels: number;
  readonly ready: Promise<void>;
}

/**
 * Photos cut into tiles at halving sizes, as files, made when a tile is first asked for: a photo of 60 megapixels is decoded
 * once, and then each view reads a handful of small files. The ones used longest ago make room.
 */
export class Pyramids {
  readonly #folder: string;
  /** The one used last comes last. */
  readonly #pyramids = new Map<string, Pyramid>();

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** What an earlier run cached is thrown away: it may be half of a pyramid. */
  static async open(folder: string): Promise<Pyramids> {
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    return new Pyramids(folder);
  }

  /** @returns the tile's file; undefined beyond the picture @throws AppFailure of reading photos */
  async tile(photo: OpenPhoto, version: VersionId | null, level: number, column: number, row: number): Promise<string | undefined> {
    const { width, height } = photo.sizeOf(version);
    const levels = levelsOf(width, height);
    if (level >= levels || column >= tilesAt(width, level) || row >= tilesAt(height, level)) return undefined;
    const pyramid = this.#use(photo, version, width * height);
    await pyramid.ready;
    return join(pyramid.folder, 'tiles_files', String(levels - 1 - level), `${column}_${row}.jpeg`);
  }

  /** Of a photo that was closed. */
  async drop(photo: PhotoId): Promise<void> {
    for (const key of [...this.#pyramids.keys()]) if (key.startsWith(photo)) await this.#remove(key);
  }

  #use(photo: OpenPhoto, version: VersionId | null, pixels: number): Pyramid {
    const key = `${photo.record.id}-${version ?? 'original'}`;
    const known = this.#pyramids.get(key);
    this.#pyramids.delete(key);
    if (known !== undefined) {
      this.#pyramids.set(key, known);
      return known;
    }
    const folder = join(this.#folder, key);
    const pyramid = { folder, pixels, ready: build(photo.pathOf(version), photo.record.name, folder) };
    this.#pyramids.set(key, pyramid);
    // One that failed is tried again when it is asked for again.
    pyramid.ready.catch(() => this.#pyramids.delete(key));
    // What cannot be removed now goes when the program starts again.
    this.#makeRoom().catch(() => undefined);
    return pyramid;
  }

  async #makeRoom(): Promise<void> {
    let total = [...this.#pyramids.values()].reduce((sum, { pixels }) => sum + pixels, 0);
    for (const [key, { pixels }] of [...this.#pyramids]) {
      if (total <= pixelsKept || this.#pyramids.size === 1) return;
      total -= pixels;
      await this.#remove(key);
    }
  }

  async #remove(key: string): Promise<void> {
    const pyramid = this.#pyramids.get(key);
    this.#pyramids.delete(key);
    await pyramid?.ready.catch(() => undefined);
    await rm(join(this.#folder, key), { recursive: true, force: true });
  }
}

/** Sizes at which a picture is kept, down to the first that fits one tile. */
function levelsOf(width: number, height: number): number {
  let levels = 1;
  for (let side = Math.max(width, height); side > tileSide; side = Math.ceil(side / 2)) levels++;
  return levels;
}

function tilesAt(side: number, level: number): number {
  let at = side;
  for (let i = 0; i < level; i++) at = Math.ceil(at / 2);
  return Math.ceil(at / tileSide);
}

async function build(path: string, name: string, folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const pipeline = await displayed(path, name);
  await pipeline
    .jpeg({ quality: 92, chromaSubsampling: '4:4:4', optimiseCoding: false })
    .tile({ size: tileSide, overlap: 0, layout: 'dz', depth: 'onetile', container: 'fs' })
    .toFile(join(folder, 'tiles.dz'))
    .catch((cause: unknown) => {
      throw damaged(name, cause);
    });
}
