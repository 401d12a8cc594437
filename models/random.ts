/**
 * The one source of chance. Same seed, same bytes: nothing under models/ calls Math.random or Date.
 * xoshiro128** (Blackman and Vigna 2018, "Scrambled linear pseudorandom number generators"), seeded by SplitMix32.
 */
export class Random {
  readonly #s: Uint32Array;

  private constructor(state: Uint32Array) {
    this.#s = state;
  }

  /** @param seed any number; only its low 53 bits of integer part count. */
  static fromSeed(seed: number): Random {
    const whole = Math.abs(Math.trunc(seed));
    let a = ((whole >>> 0) ^ Math.imul(Math.floor(whole / 2 ** 32) >>> 0, 0x9e3779b9)) >>> 0;
    const next = (): number => {
      a = (a + 0x9e3779b9) >>> 0;
      let z = a;
      z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
      z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
      return (z ^ (z >>> 15)) >>> 0;
    };
    return new Random(Uint32Array.of(next(), next(), next(), next()));
  }

  /** Goes on from where `state()` was read. @throws RangeError if it is not four 32-bit words, not all zero. */
  static fromState(state: readonly number[]): Random {
    if (state.length !== 4 || state.every((word) => word === 0)) throw new RangeError('A random state is four 32-bit words, not all zero.');
    return new Random(Uint32Array.from(state));
  }

  state(): number[] {
    return [...this.#s];
  }

  /** An independent stream named by `label`, without advancing this one. */
  fork(label: number): Random {
    const [a = 0, b = 0, c = 0, d = 0] = this.#s;
    return Random.fromSeed(((a ^ Math.imul(b, 31) ^ Math.imul(c, 131) ^ Math.imul(d, 1031)) >>> 0) * 4096 + (label % 4096) + 1);
  }

  /** A uniform 32-bit word. */
  word(): number {
    const s = this.#s;
    const s1 = s[1] as number;
    const product = Math.imul(s1, 5);
    const result = Math.imul((product << 7) | (product >>> 25), 9) >>> 0;
    const t = s1 << 9;
    s[2] = (s[2] as number) ^ (s[0] as number);
    s[3] = (s[3] as number) ^ s1;
    s[1] = s1 ^ (s[2] as number);
    s[0] = (s[0] as number) ^ (s[3] as number);
    s[2] = (s[2] as number) ^ t;
    const s3 = s[3] as number;
    s[3] = (s3 << 11) | (s3 >>> 21);
    return result;
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

  /** Fills with independent N(0, 1) (Box and Muller 1958). @returns the same array */
  gaussian(out: Float32Array): Float32Array {
    for (let i = 0; i < out.length; i += 2) {
      const radius = Math.sqrt(-2 * Math.log((this.word() + 1) / 2 ** 32));
      const angle = (2 * Math.PI * this.word()) / 2 ** 32;
      out[i] = radius * Math.cos(angle);
      if (i + 1 < out.length) out[i + 1] = radius * Math.sin(angle);
    }
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
