import { brainsToFloats, floatsToHalves, halvesToFloats } from './half.ts';
import { refusal, quoted } from './refusal.ts';
import { encodeHeader, readHeader, type Dtype, type TensorEntry } from './safetensors-header.ts';

/** Row-major values of any rank, scalars included (shape []). */
export interface NamedTensor {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

export type Weights = ReadonlyMap<string, NamedTensor>;

/** More than six times `base` in single precision; the largest file that is read at all. */
export const MAXIMUM_CHECKPOINT_BYTES = 512 * 2 ** 20;

/**
 * Reads the safetensors format (https://github.com/huggingface/safetensors, format section) as strictly as its
 * reference: every byte of the data belongs to exactly one tensor. F32, F16 and BF16 all become single precision.
 * The typed-array views assume a little-endian machine, as the file is; every machine Node runs on today with ONNX Runtime is.
 *
 * @param file what to call it in a sentence
 * @throws AppFailure 'checkpoint-invalid'
 */
export function decodeSafetensors(bytes: Uint8Array, file = 'The weights file'): { weights: Weights; metadata: Record<string, string> } {
  if (bytes.length > MAXIMUM_CHECKPOINT_BYTES) throw refusal(file, 'it is larger than 512 MB');
  const { entries, metadata, data } = readHeader(bytes, file);
  const weights = new Map<string, NamedTensor>();
  for (const entry of entries) {
    weights.set(entry.name, { shape: entry.shape, values: toFloats(entry.dtype, copyOf(data.subarray(entry.begin, entry.end))) });
  }
  return { weights, metadata };
}

/** Aligned for any view, and the weights do not hold on to the file. (A Buffer's own slice would not copy.) */
function copyOf(bytes: Uint8Array): ArrayBuffer {
  return new Uint8Array(bytes).buffer;
}

function toFloats(dtype: Dtype, data: ArrayBuffer): Float32Array {
  switch (dtype) {
    case 'F32':
      return new Float32Array(data);
    case 'F16':
      return halvesToFloats(new Uint16Array(data));
    case 'BF16':
      return brainsToFloats(new Uint16Array(data));
  }
}

/**
 * Same weights, same bytes: tensors and metadata go in order of their names. F16 rounds to nearest, ties to even.
 *
 * @throws AppFailure 'checkpoint-invalid' if a value is too large for F16 or the file would be too large to read again
 * @throws RangeError if a tensor's values do not fill its shape
 */
export function encodeSafetensors(
  weights: Weights,
  options: { readonly dtype: 'F32' | 'F16'; readonly metadata?: Readonly<Record<string, string>> },
): Uint8Array<ArrayBuffer> {
  const width = options.dtype === 'F32' ? 4 : 2;
  const entries: TensorEntry[] = [];
  let end = 0;
  for (const [name, { shape, values }] of [...weights].sort(byName)) {
    const count = shape.reduce((product, length) => product * length, 1);
    if (count !== values.length) throw new RangeError(`${name} [${shape.join(', ')}] needs ${count} values, not ${values.length}.`);
    const begin = end;
    end += count * width;
    entries.push({ name, dtype: options.dtype, shape, begin, end });
  }
  const header = encodeHeader(entries, options.metadata);
  if (header.length + end > MAXIMUM_CHECKPOINT_BYTES) throw refusal('The model', 'its weights file would be larger than 512 MB');

  const bytes = new Uint8Array(header.length + end);
  bytes.set(header);
  for (const { name, begin } of entries) {
    const { values } = weights.get(name) as NamedTensor;
    const stored = options.dtype === 'F32' ? values : checkedHalves(name, values);
    bytes.set(new Uint8Array(stored.buffer, stored.byteOffset, stored.byteLength), header.length + begin);
  }
  return bytes;
}

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}

function checkedHalves(name: string, values: Float32Array): Uint16Array {
  const halves = floatsToHalves(values);
  const lost = halves.findIndex((half, i) => (half & 0x7fff) === 0x7c00 && Number.isFinite(values[i]));
  if (lost < 0) return halves;
  throw refusal('The model', `its weight ${quoted(name)} holds ${values[lost] as number}, too large for half precision (save it as F32)`);
}
