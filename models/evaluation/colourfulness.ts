import type { Photo } from '../photo/photo.ts';

/**
 * How colourful a picture looks: 0 = grey, 33 = moderately, 59 = quite, 109 = extremely. Hasler and Suesstrunk 2003,
 * "Measuring colourfulness in natural images", the measure M3, on encoded values of 0 to 255.
 * @param where [H*W]: only pixels with a value above 0 count; all of them when absent
 */
export function colourfulness({ rgb }: Photo, where?: Float32Array): number {
  let [count, rg, yb, rgSquares, ybSquares] = [0, 0, 0, 0, 0];
  for (let i = 0, pixel = 0; i < rgb.length; i += 3, pixel++) {
    if (where !== undefined && (where[pixel] as number) <= 0) continue;
    // A difference of two values in [-1, 1] is 127.5 times as large between 0 and 255.
    const redGreen = 127.5 * ((rgb[i] as number) - (rgb[i + 1] as number));
    const yellowBlue = 127.5 * (((rgb[i] as number) + (rgb[i + 1] as number)) / 2 - (rgb[i + 2] as number));
    count++;
    rg += redGreen;
    yb += yellowBlue;
    rgSquares += redGreen * redGreen;
    ybSquares += yellowBlue * yellowBlue;
  }
  const variance = (sum: number, squares: number): number => Math.max(0, squares / count - (sum / count) ** 2);
  return Math.sqrt(variance(rg, rgSquares) + variance(yb, ybSquares)) + 0.3 * Math.hypot(rg / count, yb / count);
}
