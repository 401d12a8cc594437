/** A hole [height*width] of 0 and 1, grown by `reach` pixels in all eight directions. */
export function dilated(hole: Float32Array, width: number, height: number, reach: number): Float32Array {
  return grown(grown(hole, width, height, 1, width, reach), height, width, width, 1, reach);
}

/** Grows along lines of `length` pixels `step` apart; there are `lines` of them, `next` apart. */
function grown(hole: Float32Array, length: number, lines: number, step: number, next: number, reach: number): Float32Array {
  const result = new Float32Array(hole.length);
  for (let line = 0; line < lines; line++) {
    // How far behind the last hole pixel lies; first forwards, then backwards.
    for (const towards of [1, -1]) {
      for (let i = 0, behind = Infinity; i < length; i++, behind++) {
        const at = line * next + (towards === 1 ? i : length - 1 - i) * step;
        if (hole[at] === 1) behind = 0;
        if (behind <= reach) result[at] = 1;
      }
    }
  }
  return result;
}
