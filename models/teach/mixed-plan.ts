import { Random } from '../random.ts';
import { type IncrementalPlan, planIncremental } from '../training/incremental.ts';
import type { TeachRecipe } from './teach-recipe.ts';

/**
 * Algorithm 2 over a person's pictures, with some of the general set in every batch ("rehearsal": Robins 1995, "Catastrophic
 * forgetting, rehearsal and pseudorehearsal"). The general pictures' numbers follow the person's own.
 * @param pictures to learn from @param general pictures of the general set; 0 mixes nothing in
 */
export function planMixed({ training, generalPictures }: TeachRecipe, pictures: number, general: number): IncrementalPlan {
  const mixed = general === 0 ? 0 : generalPictures;
  const own = planIncremental(pictures, training.subsets, training.epochsPerSubset, training.batch - mixed, training.seed);
  const others = Array.from({ length: general }, (_, i) => pictures + i);
  return {
    subset: (i) => [...own.subset(i), ...(mixed === 0 ? [] : others)],
    draw(step) {
      const draw = own.draw(step);
      const random = Random.fromSeed(training.seed).fork(2 ** 40 + step);
      return { ...draw, photos: [...draw.photos, ...Array.from({ length: mixed }, () => others[random.integer(general)] as number)] };
    },
  };
}
