import { type ChildProcess, spawn } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pack } from 'tar-stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findPython } from '../../../build/python.ts';
import { cosine } from '../../../models/diffusion/schedule.ts';
import { exportPretrain } from '../../../models/node/export-pretrain.ts';
import { readModel } from '../../../models/node/model-folder.ts';
import { defaultRecipe } from '../../../models/training/presets.ts';
import type { TaskId } from '../../../models/tasks/task.ts';
import { paintedPhoto, toSharp } from '../photo/pictures.ts';

const python = findPython(['torch', 'onnx', 'numpy', 'safetensors', 'PIL']);
const folder = await mkdtemp(join(tmpdir(), 'heirloom-pretrain-'));
const at = (...names: string[]): string => join(folder, ...names);
afterAll(async () => rm(folder, { recursive: true }));

interface Ran {
  readonly code: number | null;
  readonly said: string;
}

/** The trainer as a person starts it. */
function start(plan: string, run: string, words: readonly string[] = []): { readonly child: ChildProcess; readonly ended: Promise<Ran> } {
  const where = ['--plan', at(plan, 'plan.json'), '--data', at('data'), '--run', at(run), '--device', 'cpu', '--compile', 'off', '--threads', '1'];
  const env = { ...process.env, PYTHONPATH: join(import.meta.dirname, '../../..'), PYTHONDONTWRITEBYTECODE: '1' };
  const child = spawn(python!, ['-m', 'models.pretrain.train', ...where, ...words], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  child.stdout.on('data', (text: Buffer) => (said += text.toString()));
  child.stderr.on('data', (text: Buffer) => (said += text.toString()));
  return { child, ended: new Promise((resolve) => child.on('close', (code) => resolve({ code, said }))) };
}

const train = async (plan: string, run: string, ...words: readonly string[]): Promise<Ran> => start(plan, run, words).ended;

async function plan(name: string, data: string, { task = 'colorize' as TaskId, learningRate = 1e-3, perceptual = 0 } = {}): Promise<void> {
  const stage = { side: 32, data: [data], batch: 4, learningRate, finalLearningRate: learningRate, steps: 8, minutes: undefined };
  await exportPretrain({
    folder: at(name), id: 'painted', title: 'Painted', task, preset: 'tiny', schedule: cosine, prediction: 'y0', parent: undefined, data: 'painted', licence: 'MIT', perceptual,
    recipe: { ...defaultRecipe, subsets: 2, epochsPerSubset: 1, warmUpSteps: 0 },
    stages: [stage, { ...stage, side: 64, steps: 2 }],
  });
}

const photo = async (n: number): Promise<Buffer> => toSharp(paintedPhoto(40 + n, 44)).png().toBuffer();

/** @param files name -> bytes, in this order */
async function writeTar(path: string, files: ReadonlyMap<string, Buffer>): Promise<void> {
  const tar = pack();
  for (const [name, bytes] of files) tar.entry({ name }, bytes);
  tar.finalize();
  const parts: Buffer[] = [];
  for await (const part of tar) parts.push(part as Buffer);
  await writeFile(path, Buffer.concat(parts));
}

describe.skipIf(python === undefined)(`the trainer in PyTorch${python === undefined ? ' (skipped: no Python with torch, onnx, safetensors and Pillow)' : ''}`, () => {
  beforeAll(async () => {
    await mkdir(at('data', 'painted'), { recursive: true });
    for (let n = 0; n < 8; n++) await writeFile(at('data', 'painted', `${n}.png`), await photo(n));
    await plan('plan', 'painted');
  });

  it('trains every stage and writes a model that Heirloom opens', async () => {
    const { code, said } = await train('plan', 'whole');
    expect({ code, said }).toMatchObject({ code: 0, said: expect.stringContaining('The plan is done after 10 steps') as string });
    const { manifest, weights } = await readModel(at('whole', 'model'));
    expect(manifest).toMatchObject({ id: 'painted', task: 'colorize', steps: 10, images: 40, parent: null });
    expect(manifest.data).toContain('painted at 32 px; then painted at 64 px');
    expect(manifest.flop).toBeGreaterThan(0);
    expect([...weights.values()].every(({ values }) => values.every(Number.isFinite))).toBe(true);
  });

  it.each(['colorize', 'inpaint'] as const)('learns to %s by a perceptual loss as well, and says so in the manifest', async (task) => {
    const name = `seen-${task}`;
    await plan(`plan-${name}`, 'painted', { task, perceptual: 0.01 });
    await plan(`plan-blind-${task}`, 'painted', { task });
    const { code, said } = await train(`plan-${name}`, name, '--until-step', '3', '--tell-seconds', '0');
    const blind = await train(`plan-blind-${task}`, `blind-${task}`, '--until-step', '3', '--tell-seconds', '0');
    expect({ code, said }).toMatchObject({ code: 0, said: expect.stringContaining('step 3,') as string });
    const firstLoss = (text: string): number => Number(/loss ([\d.]+)/.exec(text)?.[1]);
    expect(firstLoss(said)).toBeGreaterThan(firstLoss(blind.said));
    const [seen, unseen] = [await readModel(at(name, 'model')), await readModel(at(`blind-${task}`, 'model'))];
    expect([seen.manifest.recipe.perceptual, unseen.manifest.recipe.perceptual]).toEqual([0.01, undefined]);
    expect(seen.manifest.sha256).not.toBe(unseen.manifest.sha256);
  });

  it('looks at pictures only where pictures are predicted', async () => {
    const stage = { side: 32, data: ['painted'], batch: 4, learningRate: 1e-3, finalLearningRate: 1e-3, steps: 1, minutes: undefined };
    const options = { folder: at('plan-eps'), id: 'painted', title: 'Painted', task: 'colorize', preset: 'tiny', schedule: cosine, parent: undefined, data: 'painted', licence: 'MIT' } as const;
    await expect(exportPretrain({ ...options, prediction: 'eps', recipe: defaultRecipe, stages: [stage], perceptual: 0.01 })).rejects.toMatchObject({
      code: 'option-invalid',
      message: '--perceptual looks at pictures, and this model predicts eps: leave it out, or choose --predict y0.',
    });
  });

  it('killed at any moment, it goes on to the same bytes', async () => {
    for (let kills = 0, done = false; !done; kills++) {
      const { child, ended } = start('plan', 'killed', ['--save-seconds', '0', '--tell-seconds', '0']);
      child.stdout!.on('data', (text: Buffer) => {
        // Each time a little farther.
        if (kills < 3 && text.toString().includes(`step ${2 + 3 * kills},`)) child.kill('SIGKILL');
      });
      done = (await ended).code === 0;
    }
    const weights = async (run: string): Promise<Buffer> => readFile(at(run, 'model', 'model.safetensors'));
    expect((await weights('killed')).equals(await weights('whole'))).toBe(true);
  });

  it('passes over a corrupt file in the middle of a tar, and says so', async () => {
    const good = await Promise.all([...Array(8).keys()].map(async (n) => [`${n}.png`, await photo(n)] as const));
    await writeTar(at('data', 'mixed.tar'), new Map([...good.slice(0, 4), ['broken.png', Buffer.from('no picture')], ...good.slice(4)]));
    await plan('plan-mixed', 'mixed');
    const { code, said } = await train('plan-mixed', 'mixed', '--until-step', '1');
    expect({ code, said }).toMatchObject({ code: 0, said: expect.stringContaining('mixed.tar: 8 photos, 1 could not be read') as string });
  });

  it.each([
    ['an empty folder', 'none', async () => mkdir(at('data', 'none')), /There are no photos in .*none that can be read \(0 cannot\): check the folder/],
    ['a name that is not there', 'away', async () => undefined, /neither a folder away nor away\.tar in .*: put the photos there\./],
    ['pictures too small to learn from', 'specks', async () => {
      await mkdir(at('data', 'specks'));
      await toSharp(paintedPhoto(8, 8)).png().toFile(at('data', 'specks', 'speck.png'));
    }, /There are no photos in .*specks that can be read \(1 cannot\)/],
    ['a tar that was cut off', 'cut', async () => {
      await writeTar(at('data', 'cut.tar'), new Map([['a.png', await photo(0)], ['b.png', await photo(1)]]));
      await truncate(at('data', 'cut.tar'), 3000);
    }, /cut\.tar is damaged \(.*\): fetch it again\./],
    ['one photo for two subsets', 'one', async () => {
      await mkdir(at('data', 'one'));
      await writeFile(at('data', 'one', 'a.png'), await photo(0));
    }, /\n1 photos in 2 subsets leave 0 each, fewer than a batch of 4: bring more photos, or plan fewer subsets/],
  ])('refuses %s in one sentence', async (_what, data, prepare, sentence) => {
    await prepare();
    await plan(`plan-${data}`, data);
    const { code, said } = await train(`plan-${data}`, `run-${data}`);
    expect(code).toBe(1);
    expect(said.trim()).toMatch(sentence);
    expect(said).not.toContain('Traceback');
  });

  it('does not go on with a run of another plan, and leaves it as it is', async () => {
    await plan('plan-other', 'painted', { task: 'jpeg' });
    await cp(at('whole'), at('other'), { recursive: true });
    const other = await train('plan-other', 'other');
    expect(other.code).toBe(1);
    expect(other.said).toMatch(/holds a run of another plan .*: name another folder with --run\./);
    expect((await readFile(at('other', 'state.safetensors'))).equals(await readFile(at('whole', 'state.safetensors')))).toBe(true);
  });

  it('refuses what is no plan', async () => {
    await mkdir(at('plan-broken'));
    await writeFile(at('plan-broken', 'plan.json'), '{');
    expect(await train('plan-broken', 'broken')).toMatchObject({ code: 1, said: expect.stringMatching(/cannot be read as a plan .*: make one with `heirloom export-pretrain`/) as string });
  });

  it('stops when the loss is no number any more, and keeps the last good state', async () => {
    await train('plan', 'astray', '--until-step', '2');
    const kept = async (): Promise<Buffer> => readFile(at('astray', 'model', 'model.safetensors'));
    const before = await kept();
    await plan('plan-wild', 'painted', { learningRate: 1e30 });
    const { code, said } = await train('plan-wild', 'astray');
    expect(code).toBe(1);
    expect(said).toMatch(/Training went astray at step \d+ \(loss or weights are no sensible numbers any more\); .*astray keeps the last good state: go on from it with a plan that has a smaller learning rate\./);
    expect((await kept()).equals(before)).toBe(true);
    expect((await train('plan', 'astray', '--until-step', '3')).code).toBe(0);
  });
});
