/** Pixels that hang together, and their shape. */
export interface Component {
  /** Indexes of its pixels. */
  readonly pixels: Int32Array;
  /** Along its main direction, pixels. */
  readonly length: number;
  /** How far it spreads across that direction. */
  readonly breadth: number;
}

/** Groups the pixels that are set, neighbours in all eight directions. @param set [H*W] of 0 and 1 */
export function componentsOf(set: Uint8Array, width: number, height: number): Component[] {
  const left = set.slice();
  const stack = new Int32Array(set.length);
  const components: Component[] = [];
  for (let first = 0; first < left.length; first++) {
    if (left[first] === 0) continue;
    let count = 0;
    let done = 0;
    stack[count++] = first;
    left[first] = 0;
    while (done < count) {
      const at = stack[done++] as number;
      const x = at % width;
      const y = (at - x) / width;
      for (let ny = Math.max(0, y - 1); ny <= Math.min(height - 1, y + 1); ny++) {
        for (let nx = Math.max(0, x - 1); nx <= Math.min(width - 1, x + 1); nx++) {
          const neighbour = ny * width + nx;
          if (left[neighbour] === 0) continue;
          left[neighbour] = 0;
          stack[count++] = neighbour;
        }
      }
    }
    const pixels = stack.slice(0, count);
    components.push({ pixels, ...shapeOf(pixels, width) });
  }
  return components;
}

/** From the second moments: an even bar of length l has a variance of l^2 / 12 along itself. */
function shapeOf(pixels: Int32Array, width: number): { length: number; breadth: number } {
  let [sumX, sumY, sumXX, sumYY, sumXY] = [0, 0, 0, 0, 0];
  for (const at of pixels) {
    const x = at % width;
    const y = (at - x) / width;
    sumX += x;
    sumY += y;
    sumXX += x * x;
    sumYY += y * y;
    sumXY += x * y;
  }
  const n = pixels.length;
  const xx = sumXX / n - (sumX / n) ** 2 + 1 / 12;
  const yy = sumYY / n - (sumY / n) ** 2 + 1 / 12;
  const xy = sumXY / n - (sumX / n) * (sumY / n);
  const middle = (xx + yy) / 2;
  const apart = Math.hypot((xx - yy) / 2, xy);
  return { length: Math.sqrt(12 * (middle + apart)), breadth: Math.sqrt(12 * Math.max(0, middle - apart)) };
}
