import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findPython } from '../../../build/python.ts';
import { decodeSafetensors, encodeSafetensors } from '../../../models/checkpoint/safetensors.ts';
import { createSession } from '../../../models/engine/session.ts';
import { mobilenetToOnnx } from '../../../models/evaluation/mobilenet.ts';
import { fromNsfwjs } from '../../../models/node/evaluate/nsfwjs.ts';
import { toPlanar } from '../../../models/photo/planar.ts';
import { Random } from '../../../models/random.ts';
import { paintedPhoto } from '../photo/pictures.ts';

const python = findPython(['torch', 'onnx', 'safetensors']);
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'heirloom-perceptual-'));
afterAll(() => fs.rmSync(folder, { recursive: true }));

const side = 224;
/** Values at each place of each depth. */
const channels = [16, 24, 32, 96];
const pictures = 2;
const y0 = toPlanar(paintedPhoto(side, side));
/** A hole that no place of any depth lies in or outside of alone. */
const hole = Float32Array.from({ length: side ** 2 }, (_, i) => {
  const [x, y] = [i % side, Math.floor(i / side)];
  return x >= 53 && x < 171 && y >= 41 && y < 150 ? 1 : 0;
});
const predicted = (() => {
  const noise = Random.fromSeed(5).gaussian(new Float32Array(pictures * 3 * side ** 2));
  return noise.map((value, i) => (y0[i % y0.length] as number) + (i < y0.length ? 0.05 : 0.4) * value);
})();
let theirs: ReadonlyMap<string, { readonly values: Float32Array }>;
let maps: Record<string, Float32Array>;

async function compute(): Promise<void> {
  const eye = await fromNsfwjs('mobilenet', mobilenetToOnnx, 'do without');
  fs.writeFileSync(path.join(folder, 'eye.onnx'), eye);
  const both = [y0, y0].flatMap((values) => [...values]);
  const feeds = new Map([
    ['predicted', { shape: [pictures, 3, side, side], values: predicted }],
    ['y0', { shape: [pictures, 3, side, side], values: Float32Array.from(both) }],
    ['weight', { shape: [pictures, 1, side, side], values: Float32Array.from([...hole, ...hole], (value) => 0.3 * value) }],
  ]);
  fs.writeFileSync(path.join(folder, 'feeds.safetensors'), encodeSafetensors(feeds, { dtype: 'F32' }));
  execFileSync(python!, [path.join(import.meta.dirname, 'perceptual.py'), folder], { stdio: 'pipe' });
  theirs = decodeSafetensors(fs.readFileSync(path.join(folder, 'results.safetensors'))).weights;

  const clipped = (i: number): number => Math.min(1, Math.max(-1, predicted[i] as number));
  const inHole = predicted.map((_, i) => (hole[i % side ** 2] === 1 ? clipped(i) : (y0[i % y0.length] as number)));
  const values = Float32Array.from([...y0, ...inHole, ...predicted.map((_, i) => clipped(i))]);
  const session = await createSession(eye, { providers: ['cpu'], threads: 1 });
  maps = await session.run({ pictures: { values, shape: [1 + 2 * pictures, 3, side, side] } });
  await session.dispose();
}

/** LPIPS, equation 1, of pictures 0 and `other` of the session's batch, in double precision. */
function distance(other: number, counted: Float32Array): number {
  return channels.reduce((sum, count, depth) => {
    const halvings = depth + 1;
    const places = (side >> halvings) ** 2;
    const vector = (picture: number, place: number): number[] => {
      const parts = Array.from({ length: count }, (_, c) => maps[`depth_${depth}`]![(picture * count + c) * places + place]!);
      const length = Math.hypot(...parts);
      return parts.map((part) => part / length);
    };
    let [apart, whole] = [0, 0];
    for (let place = 0; place < places; place++) {
      const share = shareOf(place, halvings, counted);
      if (share === 0) continue;
      const [one, two] = [vector(0, place), vector(other, place)];
      apart += share * one.reduce((squares, part, c) => squares + (part - two[c]!) ** 2, 0);
      whole += share;
    }
    return sum + apart / whole;
  }, 0);
}

function shareOf(place: number, halvings: number, counted: Float32Array): number {
  const [across, block] = [side >> halvings, 2 ** halvings];
  const [x, y] = [(place % across) * block, Math.floor(place / across) * block];
  let sum = 0;
  for (let i = 0; i < block ** 2; i++) sum += counted[(y + Math.floor(i / block)) * side + x + (i % block)]!;
  return sum / block ** 2;
}

const theirsOf = (name: string): Float32Array => theirs.get(name)!.values;

describe.skipIf(python === undefined)(`the perceptual loss in PyTorch${python === undefined ? ' (skipped: no Python with torch, onnx and safetensors)' : ''}`, () => {
  beforeAll(compute, 300_000);

  it('is LPIPS on what ONNX Runtime sees, in the hole or everywhere', () => {
    const everywhere = new Float32Array(side ** 2).fill(1);
    for (let picture = 0; picture < pictures; picture++) {
      expect(theirsOf('float32')[picture]! / distance(1 + picture, hole)).toBeCloseTo(1, 4);
      expect(theirsOf('float32.everywhere')[picture]! / distance(1 + pictures + picture, everywhere)).toBeCloseTo(1, 4);
      expect(theirsOf('bfloat16')[picture]! / theirsOf('float32')[picture]!).toBeCloseTo(1, 1);
    }
    // Nearer pictures are seen nearer.
    expect(theirsOf('float32')[0]!).toBeGreaterThan(0);
    expect(theirsOf('float32')[1]!).toBeGreaterThan(2 * theirsOf('float32')[0]!);
  });

  it('changes nothing outside of the hole', () => {
    for (const precision of ['float32', 'bfloat16']) {
      const gradient = theirsOf(`${precision}.gradient`);
      const within = (wanted: number): number =>
        gradient.reduce((sum, value, i) => sum + (hole[i % side ** 2] === wanted ? Math.abs(value) : 0), 0);
      expect(within(0)).toBe(0);
      expect(within(1)).toBeGreaterThan(0);
    }
  });
});
