import { basename, dirname, extname, join, normalize, resolve } from 'node:path';
import type { TaskId } from '../models/tasks/task.ts';
import type { PhotoFormat } from '../models/node/photo-file.ts';
import { AppFailure } from '../models/failure.ts';

/** A photo to be restored, and where below the folder a person named it was found ('' = directly, or named itself). */
export interface FoundPhoto {
  readonly path: string;
  readonly folder: string;
}

export interface PlannedResult {
  readonly seed: number;
  readonly output: string;
}

export interface PlannedPhoto {
  readonly photo: string;
  readonly results: readonly PlannedResult[];
}

export interface Naming {
  /** A complete pattern, from `outputPattern`. */
  readonly pattern: string;
  readonly task: TaskId;
  readonly model: string;
  /** undefined keeps each photo's own. */
  readonly format: PhotoFormat | undefined;
  readonly seeds: readonly number[];
}

/** What was done, as the end of a file's name. */
const doneWords: Readonly<Record<TaskId, string>> = { colorize: 'colorized', inpaint: 'inpainted', uncrop: 'uncropped', jpeg: 'cleaned' };

const endings: Readonly<Record<PhotoFormat, readonly [string, ...string[]]>> = {
  png: ['png'],
  jpeg: ['jpg', 'jpeg', 'jpe', 'jfif'],
  webp: ['webp'],
  tiff: ['tif', 'tiff'],
  avif: ['avif'],
};

const fileName = '{name}-{task}.{ext}';
const placeholders = ['name', 'ext', 'task', 'seed', 'model', 'folder'];

/**
 * The complete pattern for what a person typed after --out: a folder gets the usual file name, a name without an ending
 * gets `.{ext}`, and several seeds get `-{seed}` where the pattern has none.
 *
 * @param out undefined = the folder `out` here
 * @param isFolder whether there is a folder of that name
 * @throws AppFailure 'option-invalid' for an unknown placeholder, or an ending that no format has or that is not `format`
 */
export function outputPattern(out: string | undefined, isFolder: boolean, format: PhotoFormat | undefined, variants: number): string {
  const pattern = withSeed(withFileName(out ?? 'out', isFolder || out === undefined), variants);
  for (const [whole, name = ''] of pattern.matchAll(/\{([^{}]*)\}/g)) {
    if (placeholders.includes(name)) continue;
    throw new AppFailure('option-invalid', `--out knows no ${whole}; use ${placeholders.map((known) => `{${known}}`).join(' ')}.`);
  }
  checkEnding(pattern, format);
  return pattern;
}

/**
 * Gives every result of a run a path of its own. Two results that would get the same one are numbered: `x.jpg`,
 * `x-2.jpg`. Names that differ in case or in the way an accent is written count as the same, as some systems take them.
 */
export function planOutputs(
  photos: readonly FoundPhoto[],
  naming: Naming,
): { readonly planned: readonly PlannedPhoto[]; readonly numbered: boolean } {
  const taken = new Set<string>();
  let numbered = false;
  const planned = photos.map((found): PlannedPhoto => ({
    photo: found.path,
    results: naming.seeds.map((seed) => {
      const wanted = expand(naming.pattern, found, seed, naming);
      const output = firstFree(wanted, taken);
      numbered ||= output !== wanted;
      taken.add(fold(output));
      return { seed, output };
    }),
  }));
  return { planned, numbered };
}

/** The folder that all results go to or below: the pattern up to its first placeholder. */
export function outputFolder(pattern: string): string {
  return dirname(`${pattern.split('{', 1)[0] ?? ''}x`);
}

function withFileName(out: string, isFolder: boolean): string {
  if (isFolder || /[/\\]$/.test(out)) return join(out, '{folder}', fileName);
  const name = basename(out);
  if (name.includes('.')) return out;
  return name.includes('{') ? `${out}.{ext}` : join(out, '{folder}', fileName);
}

function withSeed(pattern: string, variants: number): string {
  return variants === 1 || pattern.includes('{seed}') ? pattern : beforeEnding(pattern, '-{seed}');
}

function checkEnding(pattern: string, format: PhotoFormat | undefined): void {
  const ending = extname(pattern).slice(1).toLowerCase();
  if (ending === '{ext}') return;
  const named = Object.entries(endings).find(([, known]) => known.includes(ending));
  if (named === undefined) {
    throw new AppFailure('option-invalid', `--out must end in .png, .jpg, .webp, .tif, .avif or .{ext}, or name a folder, not "${pattern}".`);
  }
  if (format !== undefined && named[0] !== format) {
    throw new AppFailure('option-invalid', `--format ${format} contradicts the ending of --out "${pattern}": leave one of them out.`);
  }
}

function expand(pattern: string, { path, folder }: FoundPhoto, seed: number, { task, model, format }: Naming): string {
  const ending = extname(path);
  const values: Readonly<Record<string, string>> = {
    name: basename(path, ending),
    ext: format === undefined ? writableEnding(ending.slice(1).toLowerCase()) : endings[format][0],
    task: doneWords[task],
    seed: String(seed),
    model,
    // Never '', or "{folder}/x" would begin at the root of the disk.
    folder: folder === '' ? '.' : folder,
  };
  return normalize(pattern.replaceAll(/\{([^{}]*)\}/g, (_whole, name: string) => values[name] ?? ''));
}

/** The photo's own ending, or png where Heirloom does not write that: no quality is lost in between. */
function writableEnding(ending: string): string {
  return Object.values(endings).some((known) => known.includes(ending)) ? ending : 'png';
}

function firstFree(wanted: string, taken: ReadonlySet<string>): string {
  let output = wanted;
  for (let number = 2; taken.has(fold(output)); number++) output = beforeEnding(wanted, `-${number}`);
  return output;
}

function fold(path: string): string {
  return resolve(path).normalize('NFC').toLowerCase();
}

function beforeEnding(path: string, addition: string): string {
  const ending = extname(path);
  return `${path.slice(0, path.length - ending.length)}${addition}${ending}`;
}
