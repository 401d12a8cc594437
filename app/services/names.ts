import { extname } from 'node:path';
import type { Step } from '../contract/job.ts';
import type { SaveFormat, SaveReport } from '../contract/save.ts';
import { formatOfPath, writtenEndings } from '../../models/node/photo-formats.ts';

/** A file's name without its ending. */
export function stemOf(name: string): string {
  return name.slice(0, name.length - extname(name).length) || name;
}

/** What a result is called: "grandmother-colorized.png", then "grandmother-colorized-2.png" and so on. */
export function resultNames(photo: string, step: Step | null, format: SaveFormat): readonly string[] {
  const stem = `${stemOf(photo)}-${step === null ? 'mixed' : words[step.task]}`;
  return Array.from({ length: 1000 }, (_, i) => `${stem}${i === 0 ? '' : `-${i + 1}`}${endingOf(format)}`);
}

/** The path with an ending that means the format. */
export function withEnding(path: string, format: SaveFormat): string {
  try {
    if (formatOfPath(path) === format) return path;
  } catch {
    // No ending that Heirloom writes: it gets one.
  }
  return `${path}${endingOf(format)}`;
}

export const savedNothing: SaveReport = { saved: false, name: null, download: null, change: null, notes: [] };

const words: Readonly<Record<Step['task'], string>> = { colorize: 'colorized', inpaint: 'inpainted', uncrop: 'uncropped', jpeg: 'cleaned' };

function endingOf(format: SaveFormat): string {
  return writtenEndings[format][0];
}
