/**
 * A photograph, as every room of Heirloom knows it: `rgb` holds width*height pixels, rows from the top, pixels from
 * the left, each R, G, B, encoded values (gamma as in the file's own colour space) scaled so that -1 is the
 * encoding's black and +1 its white. 8-bit value v is v / 127.5 - 1; 16-bit value v is v / 32767.5 - 1.
 */
export interface Photo {
  readonly width: number;
  readonly height: number;
  readonly rgb: Float32Array;
}

/**
 * What is to be restored: `hole` holds width*height values in [0, 1], rows from the top; 1 = restore here,
 * 0 = leave this pixel untouched, to the bit.
 */
export interface HoleMask {
  readonly width: number;
  readonly height: number;
  readonly hole: Float32Array;
}

/** Axis-aligned rectangle in whole pixels; x, y is the top left corner. May reach outside of a photo. */
export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** width*height*3 zeros (mid grey) unless pixels are given. */
export function createPhoto(width: number, height: number, rgb: Float32Array = new Float32Array(width * height * 3)): Photo {
  if (rgb.length !== width * height * 3) throw new RangeError(`${width}x${height} needs ${width * height * 3} values, not ${rgb.length}.`);
  return { width, height, rgb };
}

/** A mask of the given size that leaves everything untouched, unless values are given. */
export function createMask(width: number, height: number, hole: Float32Array = new Float32Array(width * height)): HoleMask {
  if (hole.length !== width * height) throw new RangeError(`${width}x${height} needs ${width * height} values, not ${hole.length}.`);
  return { width, height, hole };
}
