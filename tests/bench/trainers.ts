import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findPython } from '../../build/python.ts';
import { root } from '../../build/world.ts';
import { cosine } from '../../models/diffusion/schedule.ts';
import type { PresetName } from '../../models/network/config.ts';
import { exportPretrain } from '../../models/node/export-pretrain.ts';
import { train } from '../../models/node/train.ts';
import { defaultRecipe } from '../../models/training/presets.ts';
import type { Recipe } from '../../models/training/recipe.ts';
import { paintedPhoto, toSharp } from '../models/photo/pictures.ts';
import type { Row } from './table.ts';

const side = 128;
const photos = 48;
const task = 'inpaint';
const recipe: Recipe = { ...defaultRecipe, side, batch: 32, microBatch: 8, subsets: 1 };
/** Of each run, of which its first lines do not count: memory is laid out, photos are read. */
const seconds = 40;

/** Pictures a second that the two trainers learn from, photos, damage and saving included; they take turns, and the best of each counts. */
export async function* benchTrainers(preset: PresetName, threads: number, rounds: number): AsyncGenerator<Row> {
  const python = findPython(['torch', 'onnx', 'numpy', 'safetensors', 'PIL']);
  if (python === undefined) throw new Error('There is no Python with torch, onnx, numpy, safetensors and Pillow: install models/pretrain/requirements.txt into .cache/venv, or name one in HEIRLOOM_PYTHON.');
  const folder = mkdtempSync(join(tmpdir(), 'heirloom-trainers-'));
  try {
    const data = join(folder, 'data', 'painted');
    mkdirSync(data, { recursive: true });
    for (let n = 0; n < photos; n++) writeFileSync(join(data, `${n}.png`), await toSharp(paintedPhoto(256 + n, 256)).png().toBuffer());
    const plan = join(folder, 'plan');
    const stage = { side, data: ['painted'], batch: recipe.batch, learningRate: 4e-4, finalLearningRate: 4e-4, steps: 1_000_000, minutes: undefined };
    const model = { id: 'painted', title: 'Painted', task, preset, schedule: cosine, prediction: 'y0', parent: undefined, data: 'painted', licence: 'MIT' } as const;
    await exportPretrain({ folder: plan, ...model, recipe, stages: [stage] });

    const best = { typescript: 0, torch: 0, float32: 0 };
    for (let round = 0; round < rounds; round++) {
      const at = (name: string): string => join(folder, `${name}-${round}`);
      best.typescript = Math.max(best.typescript, await learnHere(preset, data, at('typescript'), threads));
      best.torch = Math.max(best.torch, await learnInTorch(python, plan, join(folder, 'data'), at('torch'), threads, 'auto'));
      best.float32 = Math.max(best.float32, await learnInTorch(python, plan, join(folder, 'data'), at('float32'), threads, 'float32'));
    }
    const beside = `"heirloom train" ${best.typescript.toFixed(1)} pictures/s`;
    yield row(`pretraining ${preset} at ${side} px on ${threads} processes`, best.torch, beside, best.torch / best.typescript);
    yield row('- with --precision float32', best.float32, beside, best.float32 / best.typescript);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function learnHere(preset: PresetName, data: string, run: string, threads: number): Promise<number> {
  const options = { sources: [data], task, preset, recipe, prediction: 'y0', schedule: cosine, parent: undefined, folder: run, id: 'painted' } as const;
  const times: number[] = [];
  const report = train({ ...options, resume: false, steps: undefined, minutes: seconds / 60, saveEveryMinutes: seconds / 120, threads });
  for await (const { spentMs } of report) times.push(spentMs);
  const counted = times.slice(Math.floor(times.length / 4));
  return (1000 * recipe.batch * (counted.length - 1)) / ((counted.at(-1) as number) - (counted[0] as number));
}

/** One process a core, as docs/pretraining.md says. */
async function learnInTorch(python: string, plan: string, data: string, run: string, threads: number, precision: string): Promise<number> {
  const processes = ['-m', 'torch.distributed.run', '--standalone', '--nproc_per_node', String(threads), '-m', 'models.pretrain.train'];
  const where = ['--plan', join(plan, 'plan.json'), '--data', data, '--into', run, '--device', 'cpu', '--compile', 'off', '--threads', '1'];
  const ends = ['--precision', precision, '--minutes', String(seconds / 60), '--tell-seconds', '5', '--save-seconds', String(seconds / 2)];
  const child = spawn(python, [...processes, ...where, ...ends], { cwd: root, env: { ...process.env, OMP_NUM_THREADS: '1' }, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text: Buffer) => (said += text.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(said);
  const told = readFileSync(join(run, 'progress.jsonl'), 'utf8').trim().split('\n').map((line) => JSON.parse(line) as { images: number; seconds: number });
  const counted = told.slice(Math.floor(told.length / 4));
  const [first, last] = [counted[0], counted.at(-1)] as [(typeof told)[0], (typeof told)[0]];
  return (last.images - first.images) / (last.seconds - first.seconds);
}

function row(what: string, rate: number, beside: string, ratio: number): Row {
  return { what, measured: `${rate.toFixed(1)} pictures/s`, beside, ratio, target: 'at least 1', reached: ratio >= 1 };
}
