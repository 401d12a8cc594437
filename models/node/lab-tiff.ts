import { carrierTiff } from './carrier-tiff.ts';
import { openTiffBlock, readDirectory, wholeNumber } from './metadata/tiff-block.ts';
import type { TiffField } from './metadata/tiff-block.ts';
import type { Samples } from './samples.ts';
import { sharp } from './sharp.ts';

// libvips reads Lab TIFFs of 16 bits but stumbles over those of 8. Such a file is taken for RGB to get at its samples,
// which then go through a TIFF of 16 bits.

const bitsPerSample = 258;
const photometric = 262;
const rgb = 2;
const cieLab = 8;

/** A copy that says RGB where an 8-bit TIFF says Lab; undefined for any other file. */
export function eightBitLabAsRgb(tiff: Buffer): Buffer | undefined {
  const block = openTiffBlock(tiff);
  const fields = (block && readDirectory(block, block.first))?.fields ?? [];
  const colours = fields.find(({ tag }) => tag === photometric);
  const bits = fields.find(({ tag }) => tag === bitsPerSample);
  if (block === undefined || colours === undefined || bits === undefined || bits.count < 3) return undefined;
  const is = (field: TiffField, value: number): boolean => field.type === 3 && wholeNumber(block, field) === value;
  if (!is(colours, cieLab) || !is(bits, 8)) return undefined;
  const bytes = Buffer.from(tiff);
  bytes[block.littleEndian ? colours.valueAt : colours.valueAt + 1] = rgb;
  return bytes;
}

/** @param lab 8-bit samples L (0..255), a and b (signed), and whatever alpha follows, which is dropped */
export async function srgbOfLab({ width, height, channels, values }: Samples): Promise<Samples> {
  const { bytes, samples } = carrierTiff(width, height, 3, 16, {}, cieLab);
  for (let from = 0, to = 0; to < samples.values.length; from += channels, to += 3) {
    samples.values[to] = (values[from] as number) * 257;
    // A step of a or b is 256 of the wide ones.
    samples.values[to + 1] = (values[from + 1] as number) << 8;
    samples.values[to + 2] = (values[from + 2] as number) << 8;
  }
  const { data, info } = await sharp(bytes, { limitInputPixels: false }).toColourspace('srgb').raw().toBuffer({ resolveWithObject: true });
  return { width, height, channels: info.channels, values: data };
}
