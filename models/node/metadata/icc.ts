const headerLength = 128;
const smallestLength = headerLength + 4;

/**
 * A colour profile that every encoder takes (ICC.1:2022 section 7, as strictly as libpng reads it), without bytes behind
 * its end, if it describes such samples as these.
 *
 * @param space "RGB " or "GRAY"
 * @returns undefined if it is for other samples, or damaged
 */
export function soundProfile(icc: Uint8Array, space: 'RGB ' | 'GRAY'): Uint8Array | undefined {
  if (icc.length < smallestLength) return undefined;
  const view = new DataView(icc.buffer, icc.byteOffset, icc.byteLength);
  const text = (at: number): string => String.fromCharCode(...icc.subarray(at, at + 4));
  const length = view.getUint32(0);
  const fitsHeader =
    length >= smallestLength &&
    length <= icc.length &&
    (length % 4 === 0 || view.getUint8(8) <= 3) &&
    text(36) === 'acsp' &&
    text(16) === space &&
    ['scnr', 'mntr', 'prtr', 'spac'].includes(text(12)) &&
    ['XYZ ', 'Lab '].includes(text(20)) &&
    view.getUint32(64) < 0xffff;
  const tags = view.getUint32(headerLength);
  if (!fitsHeader || tags > (length - smallestLength) / 12) return undefined;
  for (let at = smallestLength; at < smallestLength + 12 * tags; at += 12) {
    const start = view.getUint32(at + 4);
    if (start > length || view.getUint32(at + 8) > length - start) return undefined;
  }
  return icc.subarray(0, length);
}
