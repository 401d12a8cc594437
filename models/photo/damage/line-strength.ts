/** Neighbouring ones part by half a pixel at a segment's end. */
const directions = 32;

/**
 * For each pixel that is set, how strongly a straight line runs through it: the greatest mean of `values` along a segment
 * centred there, over all directions. Texture is as bright as a scratch here and there, but not all along a line.
 * @param set [H*W], 0 = leave it out
 * @param reach half of the segment, pixels
 * @param most what a single pixel counts at most, so that one bright speck is no line
 */
export function lineStrength(
  values: Float32Array,
  set: Uint8Array,
  width: number,
  height: number,
  reach: number,
  most: (at: number) => number,
): Float32Array {
  const offsets = Array.from({ length: directions }, (_, i) => segment((Math.PI * i) / directions, reach));
  const strength = new Float32Array(values.length);
  const along = (x: number, y: number, limit: number, direction: number, step: number): number => {
    const { dx, dy } = offsets[(direction + directions) % directions] as Segment;
    const inside = x >= reach && y >= reach && x < width - reach && y < height - reach;
    let sum = 0;
    let count = 0;
    for (let k = 0; k < dx.length; k += step) {
      const px = x + (dx[k] as number);
      const py = y + (dy[k] as number);
      if (!inside && (px < 0 || py < 0 || px >= width || py >= height)) continue;
      const value = values[py * width + px] as number;
      sum += value < limit ? value : limit;
      count++;
    }
    // At the border half of the segment is enough.
    return count * step >= reach ? sum / count : 0;
  };
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at++) {
      if (set[at] === 0) continue;
      const limit = most(at);
      // Every other direction and pixel say roughly where the line runs; the neighbours of that say how strong it is.
      let [rough, strongest] = [0, 0];
      for (let direction = 0; direction < directions; direction += 2) {
        const found = along(x, y, limit, direction, 2);
        if (found > strongest) [rough, strongest] = [direction, found];
      }
      strength[at] = Math.max(...[rough - 1, rough, rough + 1].map((direction) => along(x, y, limit, direction, 1)));
    }
  }
  return strength;
}

interface Segment {
  readonly dx: Int32Array;
  readonly dy: Int32Array;
}

function segment(angle: number, reach: number): Segment {
  const steps = Array.from({ length: 2 * reach + 1 }, (_, i) => i - reach);
  return {
    dx: Int32Array.from(steps, (k) => Math.round(k * Math.cos(angle))),
    dy: Int32Array.from(steps, (k) => Math.round(k * Math.sin(angle))),
  };
}
