import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cosine, gammas } from '../../../models/diffusion/schedule.ts';
import { lowerToTraining } from '../../../models/engine/lower.ts';
import { createSession, type Session } from '../../../models/engine/session.ts';
import { presets } from '../../../models/network/config.ts';
import { buildUnet } from '../../../models/network/unet.ts';
import { Random } from '../../../models/random.ts';
import { tasks } from '../../../models/tasks/index.ts';
import { type Descent, descend } from '../../../models/training/algorithm-1.ts';
import type { StoredPhoto } from '../../../models/training/batch.ts';
import { defaultRecipe } from '../../../models/training/presets.ts';
import { createState, type TrainingState } from '../../../models/training/state.ts';

// Without dropout, so that micro-batches draw the same numbers as the whole batch.
const graph = buildUnet({ ...presets.tiny, dropout: 0 });
const recipe = { ...defaultRecipe, side: 32, batch: 4, microBatch: 4, warmUpSteps: 4, learningRate: 1e-3 };
const photos: StoredPhoto[] = [1, 2, 3, 4].map((seed) => {
  const random = Random.fromSeed(seed);
  return { width: 32, height: 32, rgb: Uint8Array.from({ length: 32 * 32 * 3 }, () => random.integer(256)) };
});
let session: Session;

beforeAll(async () => {
  session = await createSession(lowerToTraining(graph, 2), { providers: ['cpu'], threads: 1 });
});
afterAll(() => session.dispose());

function descent(changes: Partial<typeof recipe> = {}): Descent {
  return { graph, sessions: [session], task: tasks.inpaint, recipe: { ...recipe, ...changes }, prediction: 'eps', gammas: gammas(cosine) };
}

function distance(a: TrainingState, b: TrainingState): number {
  let most = 0;
  for (const [name, values] of a.weights) values.forEach((value, i) => (most = Math.max(most, Math.abs(value - b.weights.get(name)![i]!))));
  return most;
}

describe('a step of Algorithm 1', () => {
  it('computes in micro-batches what it computes at once', async () => {
    const [whole, parts] = [createState(graph, 1), createState(graph, 1)];
    const lossWhole = await descend(whole, photos, descent(), Random.fromSeed(9));
    const lossParts = await descend(parts, photos, descent({ microBatch: 1 }), Random.fromSeed(9));
    expect(lossParts).toBeCloseTo(lossWhole, 5);
    expect(parts.m.get('stem.weight')!.some((value) => value !== 0)).toBe(false); // behind the zero-initialised output nothing learns at first
    const [m, mParts] = [whole, parts].map((state) => state.m.get('out.bias')!);
    expect(m!.some((value) => Math.abs(value) > 1e-6)).toBe(true);
    m!.forEach((value, i) => expect(mParts![i]).toBeCloseTo(value, 6));
  });

  it('computes the same bytes with any number of sessions', async () => {
    const other = await createSession(lowerToTraining(graph, 2), { providers: ['cpu'], threads: 1 });
    const [alone, shared] = [createState(graph, 1), createState(graph, 1)];
    const loss = await descend(alone, photos, descent({ microBatch: 1 }), Random.fromSeed(9));
    const sessions = [session, other, session];
    expect(await descend(shared, photos, { ...descent({ microBatch: 1 }), sessions }, Random.fromSeed(9))).toBe(loss);
    for (const [name, values] of alone.weights) expect(shared.weights.get(name)).toEqual(values);
    await other.dispose();
  });

  it('warms up linearly: a first step a quarter as long', async () => {
    const [slow, fast, start] = [createState(graph, 1), createState(graph, 1), createState(graph, 1)];
    await descend(slow, photos, descent(), Random.fromSeed(9));
    await descend(fast, photos, descent({ warmUpSteps: 0 }), Random.fromSeed(9));
    expect(distance(fast, start) / distance(slow, start)).toBeCloseTo(4, 1);
    expect(slow.step).toBe(1);
  });

  it('starts where an untrained network predicts nothing: the loss of eps is its variance, 1', async () => {
    const loss = await descend(createState(graph, 1), photos, descent({ weighting: 'uniform' } as never), Random.fromSeed(9));
    expect(loss).toBeGreaterThan(0.9);
    expect(loss).toBeLessThan(1.1);
  });

  it('leaves the state as it was when the loss is no number', async () => {
    const state = createState(graph, 1);
    state.weights.get('out.bias')!.fill(Number.NaN);
    const before = Float32Array.from(state.weights.get('stem.weight')!);
    await expect(descend(state, photos, descent(), Random.fromSeed(9))).rejects.toMatchObject({ code: 'training-diverged' });
    expect(state.step).toBe(0);
    expect(state.weights.get('stem.weight')).toEqual(before);
  });
});
