import type { ExifTag } from './exif-tags.ts';
import { openTiffBlock, readDirectory } from './tiff-block.ts';

const xResolution = 282;
const yResolution = 283;
const unit = 296;
const inch = 2;
const centimetre = 3;

/** The three tags of a resolution in dots per inch; none where it is not known. */
export function resolutionTags(density: number | undefined): readonly ExifTag[] {
  if (density === undefined) return [];
  const perInch = new Uint8Array(Uint32Array.of(Math.round(density * 1000), 1000).buffer);
  return [
    { tag: xResolution, type: 5, count: 1, value: perInch },
    { tag: yResolution, type: 5, count: 1, value: perInch },
    { tag: unit, type: 3, count: 1, value: Uint8Array.of(inch, 0) },
  ];
}

/** The resolution an EXIF record tells, in dots per inch. */
export function resolutionOf(exif: Uint8Array): number | undefined {
  const block = openTiffBlock(exif);
  const directory = block && readDirectory(block, block.first);
  if (block === undefined || directory === undefined) return undefined;
  const { view, littleEndian } = block;
  const across = directory.fields.find(({ tag, type }) => tag === xResolution && type === 5);
  if (across === undefined) return undefined;
  const value = view.getUint32(across.valueAt, littleEndian) / view.getUint32(across.valueAt + 4, littleEndian);
  const units = directory.fields.find(({ tag, type }) => tag === unit && type === 3);
  // EXIF: inches where nothing is said.
  const measure = units === undefined ? inch : view.getUint16(units.valueAt, littleEndian);
  const density = measure === centimetre ? value * 2.54 : measure === inch ? value : Number.NaN;
  return knownResolution(density);
}

/** Writers that know no resolution put one dot per inch, or per millimetre (libvips): no photo was ever scanned so. */
export function knownResolution(dotsPerInch: number): number | undefined {
  return Number.isFinite(dotsPerInch) && dotsPerInch >= 26 ? dotsPerInch : undefined;
}
