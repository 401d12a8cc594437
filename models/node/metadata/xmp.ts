/** A JPEG segment holds so much XMP (XMP specification part 3, 1.1.3). */
export const largestJpegXmp = 65502;

/** Properties that speak of the orientation or of data behind the photo (motion video, gain map, further XMP) that is not carried over. */
const emptied = ['hdrgm:Version', 'GCamera:MotionPhoto', 'GCamera:MicroVideo', 'xmpNote:HasExtendedXMP'];
const removed = ['xmp:Thumbnails', 'xap:Thumbnails', 'Container:Directory'];

/**
 * An XMP packet made true again: upright, width and height those of the photo, no embedded thumbnail, no pointer to
 * data that stays behind. Otherwise untouched.
 *
 * @returns undefined if it is no UTF-8 XML
 */
export function settleXmp(packet: Uint8Array, width: number, height: number): Uint8Array | undefined {
  let xml: string;
  try {
    xml = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(packet);
  } catch {
    return undefined;
  }
  if (!xml.includes('<') || xml.includes('\0')) return undefined;
  for (const name of removed) xml = withoutElement(xml, name);
  for (const name of emptied) xml = withoutProperty(xml, name);
  xml = withProperty(xml, 'tiff:Orientation', 1);
  for (const name of ['tiff:ImageWidth', 'exif:PixelXDimension']) xml = withProperty(xml, name, width);
  for (const name of ['tiff:ImageLength', 'exif:PixelYDimension']) xml = withProperty(xml, name, height);
  return new TextEncoder().encode(xml);
}

/** A property is an attribute (name="value") or an element (<name>value</name>). One that is not there is not added. */
function withProperty(xml: string, name: string, value: number): string {
  return xml
    .replace(new RegExp(`(\\s${name}\\s*=\\s*)(?:"[^"]*"|'[^']*')`, 'g'), `$1"${value}"`)
    .replace(new RegExp(`(<${name}\\s*>)[^<]*(</${name}\\s*>)`, 'g'), `$1${value}$2`);
}

function withoutProperty(xml: string, name: string): string {
  return xml.replace(new RegExp(`\\s${name}\\s*=\\s*(?:"[^"]*"|'[^']*')`, 'g'), '').replace(new RegExp(`<${name}\\s*>[^<]*</${name}\\s*>`, 'g'), '');
}

/** Removes whole elements with what is in them. By searching, not by one pattern: that would crawl through a hostile packet. */
function withoutElement(xml: string, name: string): string {
  const kept: string[] = [];
  let from = 0;
  for (let open = xml.indexOf(`<${name}`); open >= 0; open = xml.indexOf(`<${name}`, from)) {
    const close = xml.indexOf(`</${name}`, open);
    const end = close < 0 ? -1 : xml.indexOf('>', close);
    if (end < 0) break;
    kept.push(xml.slice(from, open));
    from = end + 1;
  }
  return kept.join('') + xml.slice(from);
}
