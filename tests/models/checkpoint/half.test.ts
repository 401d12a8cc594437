import { f16round, getFloat16, setFloat16 } from '@petamoriken/float16';
import { expect, test } from 'vitest';
import { brainsToFloats, floatsToHalves, halvesToFloats } from '../../../models/checkpoint/half.ts';
import { Random } from '../../../models/random.ts';

const everyHalf = Uint16Array.from({ length: 65536 }, (_, i) => i);
const view = new DataView(new ArrayBuffer(4));

test('every half becomes the float that another implementation makes of it', () => {
  const floats = halvesToFloats(everyHalf);
  const wrong = [...everyHalf].filter((half) => {
    view.setUint16(0, half);
    return !Object.is(floats[half], getFloat16(view, 0));
  });
  expect(wrong).toEqual([]);
});

test('every half survives the way through a float', () => {
  const back = floatsToHalves(halvesToFloats(everyHalf));
  const isNan = (half: number): boolean => (half & 0x7fff) > 0x7c00;
  expect([...everyHalf].filter((half) => (isNan(half) ? !isNan(back[half]!) : back[half] !== half))).toEqual([]);
});

test('rounds to the nearest half, ties to even, at and beside every midpoint of two halves', () => {
  const bits = [...everyHalf].filter((half) => (half & 0x7fff) < 0x7c00).flatMap((half) => {
    const [a, b] = halvesToFloats(Uint16Array.of(half, half + 1));
    // Past the largest half the next step would be 65536.
    const midpoint = Math.abs(b!) === Infinity ? Math.sign(a!) * 65520 : (a! + b!) / 2;
    view.setFloat32(0, midpoint);
    const middle = view.getUint32(0);
    return [middle - 1, middle, middle + 1];
  });
  expect(roundedWrongly(Uint32Array.from(bits))).toEqual([]);
});

test('rounds any float as another implementation does', () => {
  const random = Random.fromSeed(1);
  expect(roundedWrongly(Uint32Array.from({ length: 300_000 }, () => random.word()))).toEqual([]);
  // Most random bits are far outside of what a half can hold: 2^-26 .. 2^17 again, both signs.
  const near = Uint32Array.from({ length: 300_000 }, () => (random.word() & 0x80000000) | (0x32800000 + random.integer(0x15800000)));
  expect(roundedWrongly(near)).toEqual([]);
});

function roundedWrongly(bits: Uint32Array): string[] {
  const floats = new Float32Array(bits.buffer);
  const halves = floatsToHalves(floats);
  const wrong: string[] = [];
  for (const [i, float] of floats.entries()) {
    setFloat16(view, 0, float);
    const expected = view.getUint16(0);
    if (Number.isNaN(float) ? (halves[i]! & 0x7fff) <= 0x7c00 : halves[i] !== expected) wrong.push(`${float}: ${halves[i]}, not ${expected} (${f16round(float)})`);
  }
  return wrong.slice(0, 5);
}

test('reads a view that begins anywhere in its buffer', () => {
  const floats = Float32Array.of(9, 1, 2, 3).subarray(1);
  expect([...halvesToFloats(floatsToHalves(floats))]).toEqual([1, 2, 3]);
});

test('a bfloat16 is the upper half of a float', () => {
  const floats = brainsToFloats(everyHalf);
  const bits = new Uint32Array(floats.buffer);
  expect(bits.every((word, brain) => word === brain * 65536)).toBe(true);
  expect([...brainsToFloats(Uint16Array.of(0x3f80, 0xc049, 0x7f80))]).toEqual([1, -3.140625, Infinity]);
});
