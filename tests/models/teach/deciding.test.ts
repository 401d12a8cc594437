import { describe, expect, it } from 'vitest';
import { Random } from '../../../models/random.ts';
import { blend } from '../../../models/teach/blend.ts';
import { cropsFor, cropsOf } from '../../../models/teach/crops.ts';
import { bestOf, type CurvePoint, isOver, trendOf } from '../../../models/teach/curve.ts';
import { planMixed } from '../../../models/teach/mixed-plan.ts';
import { splitCrops } from '../../../models/teach/split.ts';
import { summaryOf, summaryWords, whyNot } from '../../../models/teach/summary.ts';
import { type FoundPhoto, surveyed } from '../../../models/teach/survey.ts';
import { chooseRecipe, isTrained } from '../../../models/teach/teach-recipe.ts';
import { judge } from '../../../models/teach/verdict.ts';

const face = { x: 100, y: 80, width: 60, height: 60, confidence: 0.9 };
const random = Random.fromSeed(5);
const hash = (): string => Array.from({ length: 4 }, () => random.word().toString(16).padStart(8, '0')).join('');
interface Changes {
  readonly hash?: string;
  readonly grey?: boolean;
  readonly sharpness?: number;
  readonly width?: number;
  readonly faces?: readonly (typeof face)[];
}
const photo = (changes: Changes = {}): FoundPhoto => {
  const { grey = false, sharpness = 12, width = 400, faces = [] } = changes;
  return {
    path: '/a.jpg',
    bytes: 1,
    modifiedMs: 1,
    reading: { kind: 'read', width, height: 300, look: { grey, sharpness, hash: changes.hash ?? hash() }, faces },
  };
};
const broken: FoundPhoto = { path: '/b.jpg', bytes: 1, modifiedMs: 1, reading: { kind: 'unreadable', sentence: 'It is damaged.' } };

describe('a survey', () => {
  const twin = hash();
  const photos = surveyed([
    photo({ hash: twin }),
    photo({ hash: twin, width: 800 }),
    broken,
    photo({ sharpness: 2 }),
    photo({ width: 90 }),
    photo({ grey: true, faces: [face, face] }),
  ]);

  it('says of each photo what it is; of twins the larger stays', () => {
    expect(photos.map(({ verdict }) => verdict)).toEqual(['duplicate', 'usable', 'unreadable', 'blurred', 'small', 'usable']);
    expect(photos.map(({ group }) => group)).toEqual([0, 0, 2, 3, 4, 5]);
    expect(summaryWords(summaryOf(photos))).toBe('6 photos, 2 usable, 2 faces, 1 duplicate, 1 without colour, 1 blurred, 1 too small, 1 unreadable');
  });

  it('cuts faces as portraits, or takes whole photos; grey ones teach no colours', () => {
    const faces = cropsOf(photos, 'faces');
    expect(faces.map(({ photo: from, box }) => [from, box.width, box.x])).toEqual([[5, 99, 81], [5, 99, 81]]);
    expect(cropsFor('inpaint', faces, photos)).toHaveLength(2);
    expect(cropsFor('colorize', faces, photos)).toHaveLength(0);
    expect(cropsOf(photos, 'whole').map(({ photo: from }) => from)).toEqual([1, 5]);
  });

  it('says in one sentence why photos cannot teach', () => {
    const reason = (task: 'colorize' | 'inpaint', found: readonly FoundPhoto[], framing: 'faces' | 'whole' = 'whole'): string | undefined => {
      const judged = surveyed(found);
      return whyNot(task, judged, cropsOf(judged, framing));
    };
    const many = (of: () => FoundPhoto): FoundPhoto[] => Array.from({ length: 10 }, of);
    expect(reason('colorize', [])).toContain('no photos there');
    expect(reason('colorize', [broken, broken])).toContain('None of the 2 photos can be read');
    expect(reason('colorize', many(() => photo({ grey: true })))).toContain('All of these photos are without colour');
    expect(reason('inpaint', many(() => photo({ grey: true })))).toBeUndefined();
    expect(reason('inpaint', many(() => photo()), 'faces')).toContain('No face was found');
    expect(reason('inpaint', [photo(), photo()])).toContain('Only 2 of these pictures can be used');
  });
});

describe('the split', () => {
  it('is three to one, the same each time, and tears no group apart', () => {
    const crops = Array.from({ length: 40 }, (_, id) => ({ id, group: id < 8 ? 0 : id }));
    const split = splitCrops(crops, 1);
    expect([split.train.length, split.validation.length]).toEqual([30, 10]);
    expect([...split.train, ...split.validation].sort((a, b) => a - b)).toEqual(crops.map(({ id }) => id));
    const sides = crops.slice(0, 8).map(({ id }) => split.train.includes(id));
    expect(new Set(sides).size).toBe(1);
    expect(splitCrops(crops, 1)).toEqual(split);
    expect(splitCrops(crops, 2)).not.toEqual(split);
  });
});

describe('the recipe', () => {
  it('fits the pictures and the time', () => {
    const few = chooseRecipe({ task: 'colorize', pictures: 30, side: 128, secondsPerStep: 1, secondsPerLook: 5, minutes: 10 });
    expect([few.steps, few.training.subsets, few.training.microBatch <= few.training.batch]).toEqual([540, 1, true]);
    const many = chooseRecipe({ task: 'inpaint', pictures: 2000, side: 128, secondsPerStep: 2, secondsPerLook: 5, minutes: 480 });
    expect([many.training.subsets, many.steps > 10_000]).toEqual([7, true]);
    expect(chooseRecipe({ task: 'inpaint', pictures: 6, side: 32, secondsPerStep: 60, secondsPerLook: 60, minutes: 1 }).steps).toBe(1);
  });

  it('mixes general pictures into every batch, the same ones for a step', () => {
    const recipe = chooseRecipe({ task: 'colorize', pictures: 30, side: 32, secondsPerStep: 1, secondsPerLook: 1, minutes: 10 });
    const mixed = { ...recipe, generalPictures: 2, training: { ...recipe.training, batch: 10 } };
    const plan = planMixed(mixed, 30, 12);
    const { photos } = plan.draw(17);
    expect([photos.length, photos.filter((number) => number >= 30 && number < 42).length]).toEqual([10, 2]);
    expect(plan.draw(17)).toEqual(planMixed(mixed, 30, 12).draw(17));
    expect(plan.subset(0)).toHaveLength(42);
  });

  it('names the weights of attention and decoder', () => {
    const names = ['down.2.0.attention.qkv.weight', 'up.3.0.conv.0.weight', 'middle.0.conv.0.bias', 'out.weight', 'down.0.0.conv.0.weight', 'stem.weight', 'upper.x'];
    expect(names.map((name) => isTrained('attention-and-decoder', name))).toEqual([true, true, true, true, false, false, false]);
    expect(names.every((name) => isTrained('all', name))).toBe(true);
  });
});

describe('the curve', () => {
  const curve = (...own: number[]): CurvePoint[] => own.map((value, i) => ({ step: 10 * (i + 1), own: value, general: 1 }));
  it('says whether it pays to go on', () => {
    expect(trendOf(curve(0.99))).toBe('beginning');
    expect(trendOf(curve(0.98, 0.95, 0.93, 0.92, 0.91))).toBe('improving');
    expect(trendOf(curve(0.9, 0.9001, 0.9, 0.9001, 0.9, 0.9))).toBe('flat');
    expect(trendOf(curve(0.9, 0.92, 0.95, 0.97, 0.99))).toBe('overfitting');
    expect(trendOf(curve(1.01, 1.02, 1.01, 1.03, 1.05))).toBe('no-better');
  });
  it('keeps the best and stops once patience is at its end', () => {
    const points = curve(0.95, 0.9, 0.91, 0.92, 0.93);
    expect(bestOf(points)?.step).toBe(20);
    expect([isOver(points, 3), isOver(points, 4), isOver(points, 0), isOver([], 1)]).toEqual([true, false, false, false]);
  });
});

describe('the verdict', () => {
  const pair = (base: number[], factor: (i: number) => number) => ({ base, taught: base.map((value, i) => value * factor(i)) });
  const numbers = Array.from({ length: 10 }, (_, i) => 6 + (i % 4));
  const unchanged = pair(numbers, () => 1);
  it('proposes to keep what is surely better and forgot little', () => {
    const verdict = judge({ colourError: pair(numbers, (i) => 0.9 + 0.01 * (i % 3)), identity: null, general: pair(numbers, () => 1.2) });
    expect(verdict).toMatchObject({ judgement: 'better', proposal: 'keep' });
    expect(verdict.colourError.change.high).toBeLessThan(0);
    expect(verdict.forgotten.change.value).toBeCloseTo(0.2);
    expect(verdict.sentence).toContain('Better than the model it came from');
  });
  it('proposes to discard what is worse, no different, or forgot much', () => {
    expect(judge({ colourError: pair(numbers, () => 1.1), identity: null, general: unchanged })).toMatchObject({ judgement: 'worse', proposal: 'discard' });
    expect(judge({ colourError: pair(numbers, (i) => (i % 2 ? 0.9 : 1.1)), identity: null, general: unchanged })).toMatchObject({ judgement: 'same', proposal: 'discard' });
    expect(judge({ colourError: pair(numbers, () => 0.8), identity: null, general: pair(numbers, () => 1.5) })).toMatchObject({ judgement: 'better', proposal: 'discard' });
  });
  it('counts more likeness of faces as better, and one measure that is worse as worse', () => {
    expect(judge({ colourError: unchanged, identity: pair(numbers, () => 1.05), general: unchanged }).judgement).toBe('better');
    expect(judge({ colourError: pair(numbers, () => 0.9), identity: pair(numbers, () => 0.9), general: unchanged }).judgement).toBe('worse');
  });
});

describe('a blend', () => {
  it('lies between base and taught', () => {
    const weights = (value: number) => new Map([['a', { shape: [2], values: Float32Array.of(value, 2 * value) }]]);
    expect([...blend(weights(0), weights(8), 0.25).get('a')!.values]).toEqual([2, 4]);
    expect([...blend(weights(1), weights(8), 1).get('a')!.values]).toEqual([8, 16]);
    expect(() => blend(new Map(), weights(8), 0.5)).toThrow(RangeError);
  });
});
