import type { Hint } from '../../app/contract/job.ts';
import type { Mark } from '../../app/contract/marks.ts';
import type { VersionId } from '../../app/contract/photos.ts';

/** What a person has drawn on a photo and can take back. */
export interface Edits {
  readonly marks: readonly Mark[];
  readonly hints: readonly Hint[];
  /** While suggestions are mixed: where each of them is wanted. */
  readonly parts: readonly MixRegion[];
}

export interface MixRegion {
  readonly version: VersionId;
  readonly marks: readonly Mark[];
}

export const noEdits: Edits = { marks: [], hints: [], parts: [] };

/** Whether anything is left marked, as far as can be told without painting: what was cleared counts as nothing. */
export function marksSomething(marks: readonly Mark[]): boolean {
  const kept = marks.slice(marks.findLastIndex(({ kind }) => kind === 'clear') + 1);
  return kept.some((mark) => mark.kind === 'invert' || (mark.kind !== 'clear' && !mark.erase));
}

/** `version` is wanted where the mark is, and no other. */
export function wantThere(parts: readonly MixRegion[], version: VersionId | null, mark: Mark): readonly MixRegion[] {
  const known = version === null || parts.some((part) => part.version === version) ? parts : [...parts, { version, marks: [] }];
  return known.map((part) => ({ version: part.version, marks: [...part.marks, erasing(mark, part.version !== version)] }));
}

export function erasing(mark: Mark, erase: boolean): Mark {
  return mark.kind === 'invert' || mark.kind === 'clear' ? mark : { ...mark, erase };
}
