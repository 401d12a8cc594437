import { parseJson } from './json.ts';
import { quoted, refusal } from './refusal.ts';
import { decodeUtf8, encodeUtf8 } from './utf8.ts';

export type Dtype = 'F32' | 'F16' | 'BF16';

/** Where a tensor's values lie: bytes [begin, end) of the data that follows the header. */
export interface TensorEntry {
  readonly name: string;
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
}

interface Header {
  readonly entries: readonly TensorEntry[];
  readonly metadata: Record<string, string>;
  readonly data: Uint8Array;
}

/** `base` with its optimizer needs about 200 KB. */
const MAXIMUM_HEADER_BYTES = 2 ** 20;
const MAXIMUM_RANK = 8;
const BYTES_OF: Readonly<Record<Dtype, number>> = { F32: 4, F16: 2, BF16: 2 };

/**
 * File = 8 bytes little-endian length N | N bytes of JSON, '{' first, padded with spaces | data.
 * JSON = { name: { dtype, shape, data_offsets: [begin, end] }, ..., "__metadata__"?: { text: text } }.
 *
 * @returns entries in the order of their data, which they cover without gap or overlap
 * @throws AppFailure 'checkpoint-invalid'
 */
export function readHeader(bytes: Uint8Array, file: string): Header {
  const { json, data } = splitHeader(bytes, file);
  const fields = Object.entries(parseHeader(json, file));
  const metadata = readMetadata(fields.find(([name]) => name === METADATA)?.[1], file);
  const entries = fields.filter(([name]) => name !== METADATA).map(([name, value]) => readEntry(name, value, file));
  entries.sort((a, b) => a.begin - b.begin || a.end - b.end);
  checkCoverage(entries, data.length, file);
  return { entries, metadata, data };
}

const METADATA = '__metadata__';

function splitHeader(bytes: Uint8Array, file: string): { json: Uint8Array; data: Uint8Array } {
  if (bytes.length < 8) throw refusal(file, 'it is empty or cut off');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const length = view.getUint32(4, true) * 2 ** 32 + view.getUint32(0, true);
  if (length > MAXIMUM_HEADER_BYTES) throw refusal(file, 'it is not a safetensors file (its header would be larger than 1 MB)');
  if (8 + length > bytes.length) throw refusal(file, 'it is cut off within its header');
  return { json: bytes.subarray(8, 8 + length), data: bytes.subarray(8 + length) };
}

function parseHeader(json: Uint8Array, file: string): Record<string, unknown> {
  let header: unknown;
  try {
    header = parseJson(decodeUtf8(json));
  } catch (error) {
    if (error instanceof URIError) throw refusal(file, 'its header is not text', error);
    if (error instanceof SyntaxError) throw refusal(file, `its header ${error.message}`, error);
    throw error;
  }
  if (json[0] !== 0x7b || !isRecord(header)) throw refusal(file, 'its header is not a list of tensors');
  return header;
}

function readMetadata(value: unknown, file: string): Record<string, string> {
  if (value === undefined) return {};
  if (!isRecord(value)) throw refusal(file, 'its metadata are not pairs of text');
  const pairs = Object.entries(value).map(([name, text]): [string, string] => {
    if (typeof text !== 'string') throw refusal(file, 'its metadata are not pairs of text');
    return [name, text];
  });
  return Object.fromEntries(pairs);
}

function readEntry(name: string, value: unknown, file: string): TensorEntry {
  const tensor = `its tensor ${quoted(name)}`;
  if (!isRecord(value) || Object.keys(value).sort().join() !== 'data_offsets,dtype,shape') {
    throw refusal(file, `${tensor} is not described by dtype, shape and data_offsets`);
  }
  const { dtype, shape, data_offsets: offsets } = value;
  if (!isDtype(dtype)) throw refusal(file, `${tensor} has another number format than F32, F16 or BF16`);
  if (!isWholeNumbers(shape) || shape.length > MAXIMUM_RANK) throw refusal(file, `${tensor} has an impossible shape`);
  if (!isWholeNumbers(offsets) || offsets.length !== 2) throw refusal(file, `${tensor} has impossible offsets`);
  const [begin, end] = offsets as [number, number];
  // Safe without overflow checks: a product that has left the exact range is never equal to a difference of offsets in it.
  const size = shape.reduce((product, length) => product * length, BYTES_OF[dtype]);
  if (end - begin !== size) throw refusal(file, `${tensor} does not fill its shape [${shape.join(', ')}]`);
  return { name, dtype, shape, begin, end };
}

function checkCoverage(entries: readonly TensorEntry[], dataLength: number, file: string): void {
  let covered = 0;
  for (const { name, begin, end } of entries) {
    if (begin !== covered) throw refusal(file, `its tensor ${quoted(name)} overlaps another one or leaves a gap`);
    covered = end;
  }
  if (covered > dataLength) throw refusal(file, 'it is cut off');
  if (covered < dataLength) throw refusal(file, 'it has bytes after its last tensor');
}

/** The header with its length in front, padded so that the data begin at a multiple of 8 bytes. */
export function encodeHeader(entries: readonly TensorEntry[], metadata: Readonly<Record<string, string>> | undefined): Uint8Array {
  const pairs = Object.entries(metadata ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  const fields: [string, unknown][] = pairs.length === 0 ? [] : [[METADATA, Object.fromEntries(pairs)]];
  for (const { name, dtype, shape, begin, end } of entries) fields.push([name, { dtype, shape, data_offsets: [begin, end] }]);
  const json = encodeUtf8(`{${fields.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`).join()}}`);
  const padded = Math.ceil(json.length / 8) * 8;
  const header = new Uint8Array(8 + padded).fill(0x20);
  new DataView(header.buffer).setBigUint64(0, BigInt(padded), true);
  header.set(json, 8);
  return header;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isDtype(value: unknown): value is Dtype {
  return typeof value === 'string' && Object.hasOwn(BYTES_OF, value);
}

function isWholeNumbers(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((item) => Number.isSafeInteger(item) && item >= 0);
}
