import type { PhotoKind } from './photo-file.ts';

/** What the first bytes of a file say it is; a name's ending may be wrong. `unsupported` names what Heirloom does not read. */
export type Sniffed = { readonly format: PhotoKind } | Unsupported | undefined;

interface Unsupported {
  readonly unsupported: string;
  /** What a person can do, as the end of a sentence. */
  readonly advice: string;
}

const convert = 'save it as PNG, TIFF or JPEG with the program it came from, then restore that';
/** A camera's raw file: read as the TIFF it pretends to be, it would give its small preview. */
export const cameraRaw: Unsupported = {
  unsupported: 'camera raw file',
  advice: 'develop it to a 16-bit TIFF or a JPEG with the camera maker\'s program, then restore that',
};

/** @param head the file's first bytes, 64 or more where there are so many */
export function sniff(head: Uint8Array): Sniffed {
  const text = Buffer.from(head.buffer, head.byteOffset, Math.min(head.length, 1024)).toString('latin1');
  if (text.startsWith('\x89PNG\r\n\x1a\n')) return { format: 'png' };
  if (text.startsWith('\xff\xd8\xff')) return { format: 'jpeg' };
  if (text.startsWith('RIFF') && text.startsWith('WEBP', 8)) return { format: 'webp' };
  if (text.startsWith('GIF87a') || text.startsWith('GIF89a')) return { format: 'gif' };
  if (text.startsWith('ftyp', 4)) return sniffBrands(text);
  if (/^(?:II\*\0....CR|IIRO|IIRS|MMOR|IIU\0|FUJIFILMCCD-RAW)/s.test(text)) return cameraRaw;
  if (/^(?:II\*\0|MM\0\*|II\+\0|MM\0\+)/.test(text)) return { format: 'tiff' };
  return sniffOthers(text);
}

/** ISO base media files: AVIF and HEIC differ by the brands after "ftyp". */
function sniffBrands(text: string): Sniffed {
  const size = Math.min(text.length, Math.max(16, (text.charCodeAt(2) << 8) | text.charCodeAt(3)));
  const brands = [text.slice(8, 12), ...(text.slice(16, size).match(/.{4}/gs) ?? [])];
  if (brands.includes('avif') || brands.includes('avis')) return { format: 'avif' };
  if (brands.some((brand) => /^(?:he|mif1|msf1)/.test(brand))) return { format: 'heic' };
  if (brands.includes('crx ')) return cameraRaw;
  return { unsupported: 'video or other media file', advice: 'choose a single photo' };
}

function sniffOthers(text: string): Sniffed {
  const known: readonly (readonly [RegExp, string])[] = [
    [/^BM.{4}\0\0\0\0/s, 'BMP picture'],
    [/^8BPS/, 'Photoshop document'],
    [/^(?:\xff\x0a|\0\0\0\x0cJXL )/, 'JPEG XL picture'],
    [/^(?:\0\0\0\x0cjP {2}|\xff\x4f\xff\x51)/, 'JPEG 2000 picture'],
    [/^%PDF/, 'PDF document'],
    [/^(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*(?:<!DOCTYPE svg[^>]*>\s*)?<svg/s, 'SVG drawing'],
    [/^P[1-7]\s/, 'Netpbm picture'],
    [/^v\/1\x01/, 'OpenEXR picture'],
    [/^#\?R(?:ADIANCE|GBE)/, 'Radiance picture'],
    [/^\0\0\x01\0/, 'Windows icon'],
  ];
  const hit = known.find(([pattern]) => pattern.test(text));
  return hit === undefined ? undefined : { unsupported: hit[1], advice: convert };
}
