import { describe, expect, it } from 'vitest';
import type { Denoiser } from '../../../models/diffusion/denoiser.ts';
import { withKnownRegion } from '../../../models/diffusion/known-region.ts';
import { type SamplerName, samplers } from '../../../models/diffusion/samplers/index.ts';
import { gammas, study } from '../../../models/diffusion/schedule.ts';
import { subSchedule } from '../../../models/diffusion/timesteps.ts';
import { Random } from '../../../models/random.ts';
import { bendingDenoiser, distance, pictureOracle, walk } from './oracles.ts';

const area = 400;
const random = Random.fromSeed(1);
const picture = random.gaussian(new Float32Array(3 * area)).map(Math.tanh);
picture.set([-0, 0, 1, -1], 0);
const hole = Float32Array.from({ length: area }, (_, i) => (i % 20 > 12 && i > 100 ? 1 : 0));
/** What is known: the picture with nonsense where the hole is. */
const known = picture.map((value, i) => (hole[i % area] === 1 ? 7 : value));
const levels = subSchedule(gammas(study), 10);

describe('withKnownRegion', () => {
  it.each(Object.keys(samplers) as SamplerName[])('comes back from %s with the known pixels to the bit and the hole restored', async (name) => {
    const denoise = withKnownRegion(pictureOracle(picture), known, hole);
    const { result } = await walk(samplers[name](denoise, picture.length, { levels, random: Random.fromSeed(2), eta: 0.5 }));
    expect(distance(result, picture)).toBeLessThan(1e-5);
    expect(bits(outside(result))).toEqual(bits(outside(picture)));
  });

  it('keeps the known pixels to the bit in every preview, whatever the network says of them', async () => {
    const denoise = withKnownRegion(bendingDenoiser, known, hole);
    const { steps } = await walk(samplers.ddim(denoise, picture.length, { levels, random: Random.fromSeed(2) }));
    expect(steps.length).toBe(10);
    for (const { y0 } of steps) {
      expect(bits(outside(y0))).toEqual(bits(outside(picture)));
      expect(inside(y0).every((value) => Math.abs(value) < 1)).toBe(true);
    }
  });

  it('shows the network clean known pixels, and the noise only inside the hole', async () => {
    const shown: Float32Array[] = [];
    const spy: Denoiser = async (yt, gamma) => {
      shown.push(yt);
      return bendingDenoiser(yt, gamma);
    };
    const noise = random.gaussian(new Float32Array(3 * area));
    const before = noise.slice();
    await withKnownRegion(spy, known, hole)(noise, 0.1);
    expect(bits(outside(shown[0] as Float32Array))).toEqual(bits(outside(picture)));
    expect(inside(shown[0] as Float32Array)).toEqual(inside(noise));
    expect(noise).toEqual(before);
  });

  it('lets a network that is not finite outside the hole do no harm there', async () => {
    const broken: Denoiser = async (yt) => Promise.resolve(yt.map((value, i) => (hole[i % area] === 1 ? value : Number.NaN)));
    expect(bits(outside(await withKnownRegion(broken, known, hole)(picture, 0.5)))).toEqual(bits(outside(picture)));
  });

  it('mixes where the mask is soft', async () => {
    const denoise = withKnownRegion(pictureOracle(Float32Array.of(1, 1, 1, 1)), Float32Array.of(0, 0, -1, -1), Float32Array.of(0.25, 0.5));
    expect([...(await denoise(new Float32Array(4), 0.5))]).toEqual([0.25, 0.5, -0.5, 0]);
  });

  it('changes nothing when all is hole, and everything when nothing is', async () => {
    const yt = random.gaussian(new Float32Array(3 * area));
    expect(await withKnownRegion(bendingDenoiser, known, new Float32Array(area).fill(1))(yt, 0.3)).toEqual(await bendingDenoiser(yt, 0.3));
    expect(await withKnownRegion(bendingDenoiser, picture, new Float32Array(area))(yt, 0.3)).toEqual(picture);
  });
});

function outside(values: Float32Array): Float32Array {
  return values.filter((_, i) => hole[i % area] === 0);
}

function inside(values: Float32Array): Float32Array {
  return values.filter((_, i) => hole[i % area] === 1);
}

function bits(values: Float32Array): Uint32Array {
  return new Uint32Array(values.buffer);
}
