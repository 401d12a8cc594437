import { describe, expect, test } from 'vitest';
import { settleXmp } from '../../../../models/node/metadata/xmp.ts';

const bytes = (xml: string): Uint8Array => new TextEncoder().encode(xml);
const settled = (xml: string): string | undefined => {
  const packet = settleXmp(bytes(xml), 640, 480);
  return packet && new TextDecoder('utf-8', { ignoreBOM: true }).decode(packet);
};

describe('settleXmp', () => {
  test('turns upright, as attribute and as element, and tells the new size', () => {
    expect(settled('<a tiff:Orientation="6" exif:PixelXDimension=\'48\'/>')).toBe('<a tiff:Orientation="1" exif:PixelXDimension="640"/>');
    expect(settled('<tiff:Orientation>8</tiff:Orientation><tiff:ImageLength>3</tiff:ImageLength>')).toBe(
      '<tiff:Orientation>1</tiff:Orientation><tiff:ImageLength>480</tiff:ImageLength>',
    );
  });

  test('removes thumbnails and what points to data that stay behind', () => {
    const xml =
      '<x hdrgm:Version="1.0" GCamera:MotionPhoto="1" dc:title="Größe"><xmp:Thumbnails><rdf:Alt>/9j/4AAQ</rdf:Alt></xmp:Thumbnails>' +
      '<Container:Directory><rdf:Seq/></Container:Directory><b/><xmp:Thumbnails a="b">x</xmp:Thumbnails></x>';
    expect(settled(xml)).toBe('<x dc:title="Größe"><b/></x>');
  });

  test('leaves everything else as it is, to the byte', () => {
    const xml = '\ufeff<?xpacket begin="\ufeff"?><x tiff:OrientationHint="6" mytiff:Orientation="7">tiff:Orientation="6" Ωμέγα </x>';
    expect(settled(xml.replace(' tiff:Orientation="6"', ''))).toBe(xml.replace(' tiff:Orientation="6"', ''));
  });

  test('refuses what is no UTF-8 XML', () => {
    expect(settleXmp(Uint8Array.of(0x3c, 0xff, 0xfe), 1, 1)).toBeUndefined();
    expect(settleXmp(bytes('no mark-up'), 1, 1)).toBeUndefined();
    expect(settleXmp(Uint8Array.of(0x3c, 0, 0x61, 0), 1, 1)).toBeUndefined();
  });

  test('does not crawl through megabytes of opened elements', () => {
    const started = performance.now();
    expect(settled('<xmp:Thumbnails '.repeat(200_000))).toHaveLength(16 * 200_000);
    expect(settled(" tiff:Orientation='<tiff:Orientation>".repeat(50_000))).toBeDefined();
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});
