import { shrink } from './shrink.ts';

/** Bits of a hash that the same picture, saved again, smaller or paler, may turn; others differ in some 50 of 128. */
const sameWithin = 12;
const side = 8;

/**
 * A photo's difference hash (Krawetz 2013, "Kind of like that"), across and down: is a cell of an 8 x 9 picture brighter than
 * the one after it? 128 bits as 32 hexadecimal digits; scaling, saving again and fading leave them almost as they are.
 * @param light [H*W]
 */
export function photoHash(light: Float32Array, width: number, height: number): string {
  const across = shrink(light, width, height, side + 1, side);
  const down = shrink(light, width, height, side, side + 1);
  let hash = '';
  let digit = 0;
  let bits = 0;
  const add = (bit: boolean): void => {
    digit = digit * 2 + Number(bit);
    if (++bits % 4 !== 0) return;
    hash += digit.toString(16);
    digit = 0;
  };
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) add((across[y * (side + 1) + x] as number) < (across[y * (side + 1) + x + 1] as number));
  }
  for (let i = 0; i < side * side; i++) add((down[i] as number) < (down[i + side] as number));
  return hash;
}

/**
 * Photos that are one picture: saved again, smaller, paler, slightly cropped.
 * @param hashes of `photoHash`
 * @returns for each the number of the first of its group
 */
export function groupAlike(hashes: readonly string[]): readonly number[] {
  const words = hashes.map((hash) => Uint32Array.from({ length: 4 }, (_, i) => Number.parseInt(hash.slice(8 * i, 8 * i + 8), 16)));
  const group = hashes.map((_, i) => i);
  const first = (i: number): number => {
    let at = i;
    while (group[at] !== at) at = group[at] as number;
    return at;
  };
  // Pigeonhole: of 16 bytes, hashes that differ in 12 bits at most have four alike.
  for (let byte = 0; byte < 4 * 4; byte++) {
    const alike = new Map<number, number[]>();
    for (const [i, word] of words.entries()) {
      const value = ((word[byte >> 2] as number) >>> (8 * (byte & 3))) & 255;
      const others = alike.get(value) ?? [];
      for (const other of others) {
        const [a, b] = [first(i), first(other)];
        if (a !== b && distance(word, words[other] as Uint32Array) <= sameWithin) group[Math.max(a, b)] = Math.min(a, b);
      }
      others.push(i);
      alike.set(value, others);
    }
  }
  return group.map((_, i) => first(i));
}

function distance(a: Uint32Array, b: Uint32Array): number {
  let count = 0;
  for (let i = 0; i < a.length; i++) count += ones((a[i] as number) ^ (b[i] as number));
  return count;
}

/** Set bits of a word, added in pairs, nibbles and bytes. */
function ones(word: number): number {
  let n = word - ((word >>> 1) & 0x55555555);
  n = (n & 0x33333333) + ((n >>> 2) & 0x33333333);
  return Math.imul((n + (n >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
