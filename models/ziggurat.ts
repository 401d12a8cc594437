/**
 * One draw from N(0, 1) by the ziggurat of 256 layers (Marsaglia and Tsang 2000): almost always one 32-bit word, a
 * product and a comparison. Exact, tail included. Layer and position use disjoint bits of the word (Doornik 2005 shows
 * what goes wrong otherwise), and positions are the middles of 2^24 cells, so the draws are symmetric and never 0.
 */
export function ziggurat(words: Words): number {
  for (;;) {
    const word = words.word();
    const layer = word & 255;
    const x = ((word >> 8) + 0.5) * (widths[layer] as number);
    if (Math.abs(x) < (inner[layer] as number)) return x;
    if (layer === 0) return x < 0 ? -tail(words) : tail(words);
    const low = heights[layer] as number;
    const high = heights[layer + 1] as number;
    if (low + fraction(words) * (high - low) < bell(x)) return x;
  }
}

interface Words {
  /** A uniform 32-bit word. */
  word(): number;
}

/** Where the tail begins, and the area that every layer and the base with the tail have: Marsaglia and Tsang's constants for 256. */
const edge = 3.654152885361009;
const area = 0.004928673233974655;

/** A draw beyond `edge` (Marsaglia 1964). */
function tail(words: Words): number {
  for (;;) {
    const x = -Math.log(fraction(words)) / edge;
    const y = -Math.log(fraction(words));
    if (2 * y > x * x) return edge + x;
  }
}

/** Uniform in (0, 1]. */
function fraction(words: Words): number {
  return ((words.word() >>> 0) + 1) / 2 ** 32;
}

function bell(x: number): number {
  return Math.exp((-x * x) / 2);
}

/** Right ends of the layers from the base up; the base is as wide as if its tail were laid into it. [257] */
const ends = layerEnds();
const heights = ends.map(bell);
/** Width of one of a layer's 2^23 cells on either side of 0; what lies below the next layer's end is inside for sure. */
const widths = ends.map((end) => end / 2 ** 23);
const inner = ends.slice(1);

function layerEnds(): Float64Array {
  const ends = new Float64Array(257);
  ends[0] = area / bell(edge);
  ends[1] = edge;
  for (let i = 2; i < 256; i++) {
    const below = ends[i - 1] as number;
    ends[i] = Math.sqrt(-2 * Math.log(area / below + bell(below)));
  }
  return ends; // ends[256] = 0: the top
}
