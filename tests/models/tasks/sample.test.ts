import { describe, expect, it } from 'vitest';
import type { SamplerStep } from '../../../models/diffusion/samplers/index.ts';
import { Random } from '../../../models/random.ts';
import type { RestoreOptions, Restorer } from '../../../models/tasks/restore.ts';
import { callsOf, sample, type Scene } from '../../../models/tasks/sample.ts';
import { settle } from '../../../models/tasks/settings.ts';
import { difference } from '../photo/pictures.ts';
import { oracle } from './oracle.ts';

const size = { width: 40, height: 32 };
const length = 3 * size.width * size.height;
const truth = Random.fromSeed(1).gaussian(new Float32Array(length)).map((value) => Math.tanh(value));

interface Walked {
  readonly y0: Float32Array;
  readonly steps: SamplerStep[];
}

async function walk(scene: Partial<Scene>, restorer: Restorer, options: RestoreOptions = {}): Promise<Walked> {
  const run = sample({ x: truth, ...size, ...scene }, restorer, settle(restorer, options, ['jpeg']));
  const steps: SamplerStep[] = [];
  for (;;) {
    const turn = await run.next();
    if (turn.done === true) return { y0: turn.value, steps };
    steps.push(turn.value);
  }
}

const knowing = (): ReturnType<typeof oracle> => oracle('jpeg', (x) => x);

describe('sampling a canvas', () => {
  it.each(['ddpm', 'ddim', 'dpmpp-2m'] as const)('ends on what the network knows (%s), in as many calls as it says', async (sampler) => {
    const draft = truth.map((value) => -value);
    const cases: [Partial<Scene>, RestoreOptions][] = [[{}, {}], [{}, { start: 0.5 }], [{}, { steps: 1, start: 0.5 }], [{ draft }, {}]];
    for (const [scene, options] of cases) {
      const restorer = knowing();
      const { y0 } = await walk(scene, restorer, { sampler, ...options });
      expect(difference(y0, truth).largest).toBeLessThan(1e-5);
      const calls = callsOf(size, scene.draft !== undefined, 32, settle(restorer, options, ['jpeg']));
      expect(restorer.batches.reduce((sum, count) => sum + count, 0)).toBe(calls);
    }
  });

  it('with a start below 1 guesses once from pure noise, then goes on from that guess at the lower level', async () => {
    const { gammas } = settle(knowing(), {}, ['jpeg']);
    const { steps } = await walk({}, knowing(), { steps: 6, start: 0.3 });
    expect(steps).toHaveLength(6);
    expect(steps[0]!.gamma).toBe(gammas.at(-1));
    expect(steps[1]!.gamma).toBeCloseTo(gammas[600]!, 12);
    const noise = Random.fromSeed(0).gaussian(new Float32Array(length));
    const begun = truth.map((value, i) => Math.sqrt(gammas[600]!) * value + Math.sqrt(1 - gammas[600]!) * noise[i]!);
    expect(difference(steps[1]!.yt, begun).largest).toBeLessThan(1e-5);
  });

  it('keeps what is coarse of a draft: it begins with as much signal as noise', async () => {
    const draft = new Float32Array(length).fill(0.5);
    const { steps } = await walk({ draft }, knowing());
    expect(steps[0]!.gamma).toBeCloseTo(0.5, 2);
    const mean = steps[0]!.yt.reduce((sum, value) => sum + value, 0) / length;
    expect(mean).toBeCloseTo(Math.sqrt(0.5) * 0.5, 1);
  });

  it('shows the network known pixels clean, and ends on them to the bit', async () => {
    const hole = new Float32Array(size.width * size.height).map((_, i) => (i % size.width < 20 ? 1 : 0));
    const y0 = truth.map((value) => -value);
    const shown: Float32Array[] = [];
    const restorer = oracle('jpeg', (x, yt) => {
      shown.push(yt.slice());
      return x.map(() => 0.25);
    });
    const { y0: found } = await walk({ known: { y0, hole } }, restorer);
    expect(difference(found, y0.map((value, i) => (hole[i % hole.length] === 0 ? value : 0.25))).largest).toBe(0);
    // The second window begins at column 8: its columns from 12 on are known.
    for (let row = 0; row < 32; row++) {
      expect(shown[1]!.subarray(row * 32 + 12, row * 32 + 32)).toEqual(y0.subarray(row * 40 + 20, row * 40 + 40));
    }
  });

  it('gives the same bytes for the same seed, others for another', async () => {
    const moving = (): Restorer => oracle('jpeg', (_, yt) => yt.map((value) => Math.tanh(value)));
    for (const sampler of ['ddpm', 'ddim', 'dpmpp-2m'] as const) {
      const run = async (seed: number): Promise<Float32Array> => (await walk({}, moving(), { sampler, seed })).y0;
      const first = await run(8);
      expect(difference(first, await run(8)).largest).toBe(0);
      expect(difference(first, await run(9)).largest).toBeGreaterThan(0.01);
    }
  });
});

describe('settings', () => {
  it("are the person's, else the model's, else the plain ones", () => {
    const restorer = oracle('colorize', (x) => x, { defaults: { steps: 7, eta: 0.5, start: 0.6, intensity: 1.2, spacing: 'quadratic' } });
    expect(settle(restorer, {}, ['colorize'])).toMatchObject({ steps: 7, eta: 0.5, start: 0.6, intensity: 1, gain: 1.2, spacing: 'quadratic' });
    expect(settle(restorer, { steps: 3, eta: 0, start: 1, intensity: 0, spacing: 'logsnr' }, ['colorize'])).toMatchObject({
      steps: 3, eta: 0, start: 1, intensity: 0, gain: 1.2, spacing: 'logsnr',
    });
    expect(settle(knowing(), {}, ['jpeg'])).toMatchObject({ steps: 5, start: 1, intensity: 1, gain: 1 });
  });

  it('refuses a model that learned another task, and says which one would do', () => {
    expect(() => settle(knowing(), {}, ['uncrop', 'inpaint'])).toThrow(
      expect.objectContaining({ code: 'model-unsuitable', message: expect.stringMatching(/oracle learned to clean JPEGs; .* continue photos beyond/) as string }),
    );
  });
});
