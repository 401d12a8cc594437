import { rm, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { glob } from 'tinyglobby';
import type { CancelSignal } from '../../cancel.ts';
import { AppFailure } from '../../failure.ts';
import { type Summary, summaryOf } from '../../teach/summary.ts';
import { type FoundPhoto, surveyed } from '../../teach/survey.ts';
import { isPhotoName } from '../photo-formats.ts';
import { openLookThreads } from './look-threads.ts';
import { emptyRecord } from './record.ts';
import { makePrivateFolder, places, type TeachSession } from './session.ts';

export interface SurveyProgress {
  readonly done: number;
  readonly of: number;
  /** Counts so far, duplicates not yet among them. */
  readonly summary: Summary;
  /** The photo just looked at: its number, for its thumbnail, and its place. */
  readonly photo: { readonly id: number; readonly path: string };
}

export interface SurveyOptions {
  readonly signal?: CancelSignal | undefined;
  /** 0: one for each core. */
  readonly threads?: number;
}

/** More photos than this are thinned out evenly: hours of looking would teach no more. */
const mostPhotos = 5000;

/**
 * Looks at photos: each is read, turned upright and judged, and its faces are found. What the session held before is replaced
 * at the end; a cancelled survey changes nothing. Originals are only read; a thumbnail of each lies in the cache.
 * @param sources folders (searched all the way down) and files
 * @throws AppFailure 'photo-missing', 'folder-empty', 'cancelled', 'disk-full', 'output-unwritable'
 */
export async function* surveyPhotos(
  session: TeachSession,
  sources: readonly string[],
  { signal, threads = 0 }: SurveyOptions = {},
): AsyncGenerator<SurveyProgress, Summary> {
  const listed = await listFiles(sources);
  const paths = thinnedOut(listed);
  const { cache, thumbnail } = places(session.folder);
  await rm(cache, { recursive: true, force: true });
  await makePrivateFolder(join(cache, 'thumbnails'));
  const looking = await openLookThreads(threads);
  const found = new Array<FoundPhoto | undefined>(paths.length);
  try {
    const calls = paths.map((path, i) => ({ kind: 'look' as const, path, thumbnail: thumbnail(i) }));
    let done = 0;
    let summary: Summary = { photos: 0, usable: 0, faces: 0, duplicates: 0, grey: 0, blurred: 0, small: 0, unreadable: 0 };
    for await (const { i, result } of looking.run(calls, signal)) {
      const photo = result as FoundPhoto;
      found[i] = photo;
      done++;
      summary = added(summary, summaryOf(surveyed([photo])));
      yield { done, of: paths.length, summary, photo: { id: i, path: photo.path } };
    }
  } finally {
    await looking.close();
  }
  const photos = surveyed(found.filter((photo) => photo !== undefined));
  const notes = [
    ...(paths.length < listed.length ? [`Of the ${listed.length} photos ${paths.length} were looked at, evenly from all: more would teach no more.`] : []),
    ...(looking.findsFaces ? [] : ['Faces cannot be found because the package @vladmandic/human is missing: run "npm ci".']),
  ];
  await session.update({ ...emptyRecord, sources: sources.map((source) => resolve(source)), photos, notes });
  return summaryOf(photos);
}

async function listFiles(sources: readonly string[]): Promise<readonly string[]> {
  const files = new Set<string>();
  for (const source of sources) {
    const status = await stat(source).catch(() => undefined);
    if (status === undefined) throw new AppFailure('photo-missing', `There is no folder or photo "${source}": check the name, and whether its drive is there.`);
    const names = status.isDirectory() ? await photosIn(source) : [''];
    for (const name of names) files.add(resolve(source, name));
  }
  if (files.size > 0) return [...files];
  throw new AppFailure('folder-empty', `There are no photos in "${sources.join('", "')}": choose a folder with PNG, JPEG, WebP, TIFF or AVIF files in it.`);
}

async function photosIn(folder: string): Promise<string[]> {
  const names = await glob('**/*', { cwd: folder, expandDirectories: false, followSymbolicLinks: false });
  return names.filter(isPhotoName).sort(byName);
}

const natural = new Intl.Collator('en', { numeric: true });

function byName(a: string, b: string): number {
  return natural.compare(a, b) || (a < b ? -1 : 1);
}

function thinnedOut(paths: readonly string[]): readonly string[] {
  if (paths.length <= mostPhotos) return paths;
  return Array.from({ length: mostPhotos }, (_, i) => paths[Math.floor((i * paths.length) / mostPhotos)] as string);
}

function added(a: Summary, b: Summary): Summary {
  return Object.fromEntries((Object.keys(a) as (keyof Summary)[]).map((key) => [key, a[key] + b[key]])) as unknown as Summary;
}
