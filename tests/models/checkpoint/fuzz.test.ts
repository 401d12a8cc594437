import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { AppFailure } from '../../../models/failure.ts';
import { readModel, writeModel } from '../../../models/node/model-folder.ts';
import { Random } from '../../../models/random.ts';
import { startProcessorTime } from './processor-time.ts';
import { tinyManifest, tinyWeights } from './tiny-model.ts';

const folder = mkdtempSync(join(tmpdir(), 'heirloom-fuzz-'));
const weightsFile = join(folder, 'model.safetensors');
const manifestFile = join(folder, 'manifest.json');
let goodWeights: Uint8Array;
let goodManifest: Uint8Array;

beforeAll(async () => {
  await writeModel(folder, tinyManifest, tinyWeights(1), { dtype: 'F16' });
  goodWeights = readFileSync(weightsFile);
  goodManifest = readFileSync(manifestFile);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('1,000 mutated checkpoints are read or refused, with one sentence and within a second', async () => {
  const random = Random.fromSeed(20_261_122);
  let slowestMs = 0;
  const reasons = new Map<string, number>();
  for (let round = 0; round < 1000; round++) {
    // Mostly the sha256 vouches for the mutated weights, as an attacker's would: the reader must get to the bottom of them.
    const [inWeights, vouched] = [random.uniform() < 0.7, random.uniform() < 0.9];
    const weights = inWeights ? mutate(goodWeights, random) : goodWeights;
    const manifest = !inWeights ? mutate(goodManifest, random) : vouched ? vouchFor(weights) : goodManifest;
    writeFileSync(weightsFile, weights);
    writeFileSync(manifestFile, manifest);

    const processorMs = startProcessorTime();
    const outcome: unknown = await readModel(folder).then(() => undefined, (error: unknown) => error);
    slowestMs = Math.max(slowestMs, processorMs());
    if (outcome !== undefined && !(outcome instanceof AppFailure)) throw new Error(`Round ${round} was neither read nor refused.`, { cause: outcome });
    if (outcome !== undefined) {
      expect(outcome.code, `round ${round}`).toBe('checkpoint-invalid');
      expect(outcome.message, `round ${round}`).toMatch(/^[^\p{Cc}]+ cannot be used: [^\p{Cc}]{5,300}\.$/u);
    }
    const reason = outcome === undefined ? 'read' : outcome.message.replace(/^.* cannot be used: /, '').replaceAll(/"[^"]*"|\[.*\]|-?\d+/g, '_');
    reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  }
  // A hang would end in this test's time limit.
  expect(slowestMs).toBeLessThan(1000);
  // The mutations reach deep: harmless ones are read, and many different checks refuse the rest.
  expect(reasons.get('read')).toBeGreaterThan(50);
  expect(reasons.size).toBeGreaterThan(20);
}, 120_000);

function mutate(good: Uint8Array, random: Random): Uint8Array {
  let bytes = Uint8Array.from(good);
  for (let left = random.uniform() < 0.7 ? 1 : 3; left > 0; left--) bytes = mutations[random.integer(mutations.length)]!(bytes, random);
  return bytes;
}

type Mutation = (bytes: Uint8Array<ArrayBuffer>, random: Random) => Uint8Array<ArrayBuffer>;

const interesting = [0, 1, 7, 0x22, 0x2c, 0x2d, 0x2e, 0x30, 0x39, 0x3a, 0x5b, 0x5d, 0x65, 0x7b, 0x7c, 0x7d, 0x7f, 0x80, 0xff];
const words = ['-1', '0.5', '1e999', '9007199254740993', '18446744073709551616', 'null', '{}', '[]', '""', '"__proto__"', '"F64"', '"BF16"', '[2,2]', '\u0000', '../'];

const mutations: readonly Mutation[] = [
  function flipBit(bytes, random) {
    if (bytes.length > 0) bytes[random.integer(bytes.length)]! ^= 1 << random.integer(8);
    return bytes;
  },
  function flipBitNearTheStart(bytes, random) {
    bytes[random.integer(Math.min(bytes.length, 4000) || 1)]! ^= 1 << random.integer(8);
    return bytes;
  },
  function setByteNearTheStart(bytes, random) {
    bytes[random.integer(Math.min(bytes.length, 4000) || 1)] = interesting[random.integer(interesting.length)]!;
    return bytes;
  },
  function setHeaderLength(bytes, random) {
    bytes[random.integer(Math.min(bytes.length, 8) || 1)] = random.integer(256);
    return bytes;
  },
  function cutOff(bytes, random) {
    return bytes.slice(0, random.integer(bytes.length + 1));
  },
  function cutOffFront(bytes, random) {
    return bytes.slice(random.integer(100));
  },
  function append(bytes, random) {
    return joined(bytes, Uint8Array.from({ length: 1 + random.integer(64) }, () => random.integer(256)));
  },
  function spliceFromElsewhere(bytes, random) {
    const from = random.integer(bytes.length + 1);
    const chunk = bytes.slice(from, from + random.integer(200));
    const at = random.integer(bytes.length + 1);
    return joined(bytes.subarray(0, at), chunk, bytes.subarray(at + (random.integer(2) === 0 ? chunk.length : 0)));
  },
  function replaceNumberInJson(bytes, random) {
    return editHeader(bytes, (json) => replaceNth(json, /\d+/g, random, String(random.integer(2) === 0 ? random.integer(100_000) : 2 ** random.integer(70))));
  },
  function replaceValueInJson(bytes, random) {
    return editHeader(bytes, (json) => replaceNth(json, /"[^"]*"|\[[^[\]]*\]|\d+|\{[^{}]*\}/g, random, words[random.integer(words.length)]!));
  },
  function repeatFieldInJson(bytes, random) {
    return editHeader(bytes, (json) => {
      const fields = [...json.matchAll(/"[^"]*": ?("[^"]*"|\[[^[\]]*\]|\d+|\{[^{}]*\})/g)].map(([field]) => field);
      const field = fields[random.integer(fields.length || 1)] ?? '"x":1';
      return json.replace(field, () => `${field},${random.integer(2) === 0 ? field : field.replace('"', '"x')}`);
    });
  },
];

/** Edits the JSON of a safetensors file (and sets its header's length right) or of a manifest. */
function editHeader(bytes: Uint8Array<ArrayBuffer>, edit: (json: string) => string): Uint8Array<ArrayBuffer> {
  if (bytes[0] === 0x7b) return new TextEncoder().encode(edit(new TextDecoder().decode(bytes)));
  if (bytes.length < 8) return bytes;
  const length = Math.min(new DataView(bytes.buffer).getUint32(0, true), bytes.length - 8);
  const json = new TextEncoder().encode(edit(new TextDecoder().decode(bytes.subarray(8, 8 + length))));
  const start = new Uint8Array(8);
  new DataView(start.buffer).setUint32(0, json.length, true);
  return joined(start, json, bytes.subarray(8 + length));
}

function replaceNth(text: string, pattern: RegExp, random: Random, replacement: string): string {
  const matches = [...text.matchAll(pattern)];
  const match = matches[random.integer(matches.length || 1)];
  return match === undefined ? text : text.slice(0, match.index) + replacement + text.slice(match.index + match[0].length);
}

function joined(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

function vouchFor(weights: Uint8Array): Uint8Array {
  const sha256 = createHash('sha256').update(weights).digest('hex');
  return new TextEncoder().encode(new TextDecoder().decode(goodManifest).replace(/(?<="sha256": ")[0-9a-f]+/, sha256));
}
