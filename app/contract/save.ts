import * as v from 'valibot';

export const saveFormats = ['png', 'jpeg', 'tiff', 'webp', 'avif'] as const;
export type SaveFormat = (typeof saveFormats)[number];

export const saveChoice = v.strictObject({
  format: v.picklist(saveFormats),
  /** 1 .. 100, of JPEG, WebP and AVIF. */
  quality: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100)), 92),
  /** `ask`: the desktop's dialog, and in a browser a download. `beside`: next to the photo, under a name that is free. */
  destination: v.optional(v.picklist(['ask', 'beside']), 'ask'),
});

export type SaveChoice = Readonly<v.InferOutput<typeof saveChoice>>;

export interface SaveReport {
  /** False if the dialog was dismissed. */
  readonly saved: boolean;
  /** The file's name without its folder. */
  readonly name: string | null;
  /** In a browser: where to fetch it from, once. */
  readonly download: string | null;
  readonly change: ChangeReport | null;
  readonly notes: readonly string[];
}

/** A file to be fetched, once. */
export interface Download {
  readonly name: string;
  readonly place: string;
}

/** Whether only what was marked has changed. */
export interface ChangeReport {
  /** Pixels that were to stay as they are; 0 for colorizing, which changes every pixel's colour. */
  readonly toKeep: number;
  /** Of those, how many did not: 0 is the promise. */
  readonly changedOutside: number;
  readonly changedInside: number;
  /** Of colorizing: the largest change of a pixel's light, in steps of 255. */
  readonly lightChange: number | null;
  /** Picture of the changed pixels. */
  readonly map: string;
}
