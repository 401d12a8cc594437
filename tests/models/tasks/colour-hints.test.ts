import { describe, expect, test } from 'vitest';
import { chroma, luma } from '../../../models/photo/colour.ts';
import { createPhoto, type Photo } from '../../../models/photo/photo.ts';
import { colorize } from '../../../models/tasks/colorize.ts';
import type { ColourHint } from '../../../models/tasks/colour-hints.ts';
import { finish, oracle } from './oracle.ts';

/** Two grey halves, a dark and a light one, with a little texture. */
function halves(side: number): Photo {
  const photo = createPhoto(side, side);
  for (let i = 0; i < side * side; i++) photo.rgb.fill((i % side < side / 2 ? -0.3 : 0.3) + 0.05 * Math.sin(i), 3 * i, 3 * i + 3);
  return photo;
}

/** A network that says "grey" of everything it is shown. */
const colourless = oracle('colorize', (x) => x.slice());
const red: ColourHint = { x: 12, y: 24, radius: 4, colour: [200, 40, 40] };

async function coloured(photo: Photo, hints: readonly ColourHint[]): Promise<Photo> {
  return (await finish(colorize(photo, colourless, { hints, seed: 1 }))).photo;
}

function redness(photo: Photo, x: number, y: number): number {
  return chroma(photo)[photo.width * photo.height + y * photo.width + x] as number;
}

describe('a colour hint', () => {
  test.each([32, 96])('colours its place and what is near and alike, in a photo of %i pixels a side', async (side) => {
    const photo = halves(side);
    const hint = { ...red, x: side / 4, y: side / 2, radius: side / 12 };
    const [plain, hinted] = [await coloured(photo, []), await coloured(photo, [hint])];
    const [x, y] = [Math.round(hint.x), Math.round(hint.y)];
    expect(Math.abs(redness(plain, x, y))).toBeLessThan(0.01);
    expect(redness(hinted, x, y)).toBeGreaterThan(0.3);
    // Near it, on the same half.
    expect(redness(hinted, x, y + Math.round(2 * hint.radius))).toBeGreaterThan(0.1);
    // Beyond the edge of the light it stops.
    expect(Math.abs(redness(hinted, Math.round(side / 2 + hint.radius), y))).toBeLessThan(0.05);
    // Far away nothing has changed.
    expect(Math.abs(redness(hinted, side - 2, 1))).toBeLessThan(0.02);
  });

  test('leaves the light of every pixel as it is', async () => {
    const photo = halves(48);
    const light = luma(photo);
    const after = luma(await coloured(photo, [red]));
    expect(Math.max(...light.map((value, i) => Math.abs(value - (after[i] as number))))).toBeLessThan(1e-5);
  });

  test('has the hue that was asked for, whatever the light is', async () => {
    const photo = halves(48);
    const at = 24 * 48 + 12;
    const colours = chroma(await coloured(photo, [red]));
    const asked = chroma(createPhoto(1, 1, Float32Array.from(red.colour, (value) => value / 127.5 - 1)));
    const hue = (blue: number | undefined, red: number | undefined): number => Math.atan2(red as number, blue as number);
    expect(hue(colours[at], colours[48 * 48 + at])).toBeCloseTo(hue(asked[0], asked[1]), 3);
  });

  test('without any, every byte is as before hints were known', async () => {
    const photo = halves(48);
    expect((await coloured(photo, [])).rgb).toEqual((await finish(colorize(photo, colourless, { seed: 1 }))).photo.rgb);
  });

  test('may lie beside the photo', async () => {
    const photo = halves(48);
    expect((await coloured(photo, [{ ...red, x: 500, y: 500 }])).rgb.every((value) => Number.isFinite(value))).toBe(true);
  });
});
