import { expect, test } from 'vitest';
import { workTogether } from '../../../models/evaluation/batched-network.ts';
import type { TaskNetwork } from '../../../models/tasks/restore.ts';

/** Answers x + 10 yt + gamma, and remembers how many pictures each call had. */
function adder(): TaskNetwork & { readonly calls: number[] } {
  const calls: number[] = [];
  return {
    side: 2,
    calls,
    predict: async (x, yt, gamma) => {
      calls.push(gamma.length);
      await Promise.resolve();
      return x.map((value, i) => value + 10 * yt[i]! + gamma[Math.floor(i / 12)]!);
    },
  };
}

const filled = (value: number, pictures = 1): Float32Array => new Float32Array(12 * pictures).fill(value);

test('what all ask goes to the network at once, and everyone gets their own answer', async () => {
  const network = adder();
  const answers = await workTogether(network, 3, async ({ predict, side }, i) => {
    expect(side).toBe(2);
    const first = await predict(filled(i), filled(1), Float32Array.of(0.5));
    const second = await predict(first, filled(2), Float32Array.of(0.25));
    return [...second];
  });
  expect(network.calls).toEqual([3, 3]);
  expect(answers).toEqual([0, 1, 2].map((i) => Array.from({ length: 12 }, () => i + 30.75)));
});

test('whoever needs more calls, or more pictures a call, keeps nobody waiting', async () => {
  const network = adder();
  const answers = await workTogether(network, 3, async ({ predict }, i) => {
    let sum = 0;
    for (let call = 0; call <= i; call++) sum += (await predict(filled(i, i + 1), filled(0, i + 1), new Float32Array(i + 1))).length;
    return sum;
  });
  expect(answers).toEqual([12, 48, 108]);
  expect(network.calls).toEqual([6, 5, 3]);
});

test('one that fails is reported after the others have ended', async () => {
  const network = adder();
  const ended: number[] = [];
  const run = workTogether(network, 3, async ({ predict }, i) => {
    if (i === 1) throw new Error('broken');
    await predict(filled(1), filled(1), Float32Array.of(1));
    ended.push(i);
  });
  await expect(run).rejects.toThrow('broken');
  expect(ended).toEqual([0, 2]);
  expect(network.calls).toEqual([2]);
});

test('a network that fails fails everyone who asked it', async () => {
  const heard: string[] = [];
  const network: TaskNetwork = { side: 2, predict: async () => Promise.reject(new Error('no power')) };
  const run = workTogether(network, 2, async ({ predict }) => {
    await predict(filled(1), filled(1), Float32Array.of(1)).catch((error: unknown) => {
      heard.push(String(error));
      throw error;
    });
  });
  await expect(run).rejects.toThrow('no power');
  expect(heard).toHaveLength(2);
});
