/** Means of boxes: [height*width] -> [toHeight*toWidth]; every pixel counts once. */
export function shrink(values: Float32Array, width: number, height: number, toWidth: number, toHeight: number): Float32Array {
  const small = new Float32Array(toWidth * toHeight);
  for (let row = 0, to = 0; row < toHeight; row++) {
    const top = Math.floor((row * height) / toHeight);
    const bottom = Math.max(top + 1, Math.floor(((row + 1) * height) / toHeight));
    for (let column = 0; column < toWidth; column++, to++) {
      const left = Math.floor((column * width) / toWidth);
      const right = Math.max(left + 1, Math.floor(((column + 1) * width) / toWidth));
      let sum = 0;
      for (let y = top; y < bottom; y++) for (let x = left; x < right; x++) sum += values[y * width + x] as number;
      small[to] = sum / ((bottom - top) * (right - left));
    }
  }
  return small;
}
