import { expect, test } from 'vitest';
import type { Likeness, PictureLikeness } from '../../../models/evaluation/picture.ts';
import { summarise } from '../../../models/evaluation/row.ts';
import { Random } from '../../../models/random.ts';

function likeness(part: Partial<Likeness>): Likeness {
  return { psnr: 20, ssim: 0.5, colourError: 10, a: 0, b: 0, colourfulness: 20, trueColourfulness: 40, featureDistance: null, ...part };
}

const whole = (part: Partial<Likeness>): PictureLikeness => ({ picture: likeness(part) });

test('a photo counts once, by the mean over its seeds', () => {
  const photos = [[whole({ psnr: 10 }), whole({ psnr: 20 })], [whole({ psnr: 30 }), whole({ psnr: 32 })]];
  const { picture } = summarise(photos, Random.fromSeed(1));
  expect(picture!.psnr.value).toBe((15 + 31) / 2);
  expect([picture!.psnr.low, picture!.psnr.high]).toEqual([15, 31]);
});

test('colourfulness is a ratio of sums, so that a nearly grey photo does not decide it', () => {
  const photos = [[whole({ colourfulness: 30, trueColourfulness: 60 })], [whole({ colourfulness: 2, trueColourfulness: 1 })]];
  expect(summarise(photos, Random.fromSeed(1)).picture!.colourfulness!.value).toBeCloseTo(32 / 61, 12);
  expect(summarise([[whole({ trueColourfulness: 0 })], [whole({})]], Random.fromSeed(1)).picture!.colourfulness).toBeNull();
});

test('the spread of the tint over seeds is the root of the mean unbiased variance of a* and b* together', () => {
  const photos = [
    [whole({ a: 1, b: 5 }), whole({ a: 3, b: 5 }), whole({ a: 5, b: 5 })], // variance 4
    [whole({ a: 0, b: -2 }), whole({ a: 0, b: 0 }), whole({ a: 3, b: 2 })], // 3 + 4
  ];
  expect(summarise(photos, Random.fromSeed(1)).picture!.tintSpread!.value).toBeCloseTo(Math.sqrt((4 + 7) / 2), 12);
});

test('one seed tells nothing of the spread', () => {
  expect(summarise([[whole({})], [whole({})]], Random.fromSeed(1)).picture!.tintSpread).toBeNull();
});

test('there is a hole only where every picture has one', () => {
  const holed: PictureLikeness = { picture: likeness({}), hole: likeness({ ssim: 0.25 }) };
  expect(summarise([[holed], [holed]], Random.fromSeed(1)).hole!.ssim.value).toBe(0.25);
  expect(Object.keys(summarise([[holed], [whole({})]], Random.fromSeed(1)))).toEqual(['picture']);
});
