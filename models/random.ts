import { ziggurat } from './ziggurat.ts';

/**
 * The one source of chance. Same seed, same bytes: nothing under models/ calls Math.random or Date.
 * xoshiro128** (Blackman and Vigna 2018, "Scrambled linear pseudorandom number generators").
 */
export class Random {
  readonly #s: Int32Array;

  private constructor(state: Int32Array) {
    this.#s = state;
  }

  /** @param seed any number; the lowest 53 bits of its whole part count, its sign does not */
  static fromSeed(seed: number): Random {
    return new Random(stateFrom(halves(seed)));
  }

  /** Goes on from where `state()` was read. @throws RangeError if it is not four 32-bit words, not all zero. */
  static fromState(state: readonly number[]): Random {
    const words = Int32Array.from(state);
    if (words.length !== 4 || words.every((word) => word === 0)) throw new RangeError('A random state is four 32-bit words, not all zero.');
    return new Random(words);
  }

  state(): number[] {
    return [...Uint32Array.from(this.#s)];
  }

  /** An independent stream named by `label` (as `fromSeed`'s seed), without advancing this one. */
  fork(label: number): Random {
    return new Random(stateFrom([...this.#s, ...halves(label)]));
  }

  /** A uniform 32-bit word. */
  word(): number {
    const s = this.#s;
    const s0 = s[0] as number;
    const s1 = s[1] as number;
    const s2 = (s[2] as number) ^ s0;
    const s3 = (s[3] as number) ^ s1;
    s[0] = s0 ^ s3;
    s[1] = s1 ^ s2;
    s[2] = s2 ^ (s1 << 9);
    s[3] = rotateLeft(s3, 11);
    return Math.imul(rotateLeft(Math.imul(s1, 5), 7), 9) >>> 0;
  }

  /** Uniform in [0, 1). */
  uniform(): number {
    return this.word() / 2 ** 32;
  }

  /** Uniform in [low, high). */
  between(low: number, high: number): number {
    return low + (high - low) * this.uniform();
  }

  /** A whole number in [0, below). @param below 1 .. 2^32 */
  integer(below: number): number {
    return Math.floor(this.uniform() * below);
  }

  /** Fills with independent N(0, 1), see ziggurat.ts. @returns the same array */
  gaussian(out: Float32Array): Float32Array {
    for (let i = 0; i < out.length; i++) out[i] = ziggurat(this);
    return out;
  }

  /** Shuffles in place (Fisher and Yates). @returns the same array */
  shuffle<T extends number[] | Uint32Array>(items: T): T {
    for (let i = items.length - 1; i > 0; i--) {
      const j = this.integer(i + 1);
      const held = items[i] as number;
      items[i] = items[j] as number;
      items[j] = held;
    }
    return items;
  }
}

function rotateLeft(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}

/** The two 32-bit halves of a whole number. */
function halves(number: number): [low: number, high: number] {
  const whole = Math.abs(Math.trunc(number));
  return [whole >>> 0, Math.floor(whole / 2 ** 32) >>> 0];
}

/** Four words that depend on every bit of `words`; two lists that differ in one word never give the same. */
function stateFrom(words: readonly number[]): Int32Array {
  return Int32Array.from([1, 2, 3, 4], (lane) => words.reduce((hash, word) => scramble(hash ^ word), scramble(lane)));
}

/** The finaliser of SplitMix32 after its golden step: a bijection of 32-bit words. */
function scramble(word: number): number {
  let z = (word + 0x9e3779b9) | 0;
  z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
  z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
  return z ^ (z >>> 15);
}
