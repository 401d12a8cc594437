import { Random } from '../random.ts';

/** Which crops teach and which are kept apart to judge by: their ids. */
export interface Split {
  readonly train: readonly number[];
  readonly validation: readonly number[];
}

/** One in four is kept apart. */
const share = 4;
/** More would only take time. */
const mostKept = 40;

/**
 * Three to one, whole groups on one side: what is nearly the same picture, or of the same photo, never lies on both.
 * @param crops with the group (near-duplicates) that each belongs to
 * @param seed same crops, same seed: same split
 */
export function splitCrops(crops: readonly { readonly id: number; readonly group: number }[], seed: number): Split {
  const groups = new Map<number, number[]>();
  for (const { id, group } of crops) groups.set(group, [...(groups.get(group) ?? []), id]);
  const order = Random.fromSeed(seed).shuffle([...groups.keys()].sort((a, b) => a - b));
  const wanted = Math.min(mostKept, Math.round(crops.length / share));
  const validation: number[] = [];
  const train: number[] = [];
  for (const group of order) {
    const ids = groups.get(group) as number[];
    // A group of a hundred near-duplicates must not become the whole validation.
    (validation.length + ids.length <= wanted ? validation : train).push(...ids);
  }
  const ascending = (ids: number[]): number[] => ids.sort((a, b) => a - b);
  return { train: ascending(train), validation: ascending(validation) };
}
