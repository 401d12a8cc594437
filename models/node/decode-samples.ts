import { srgbOfLab } from './lab-tiff.ts';
import type { PhotoHeader } from './photo-header.ts';
import { damaged } from './photo-header.ts';
import type { Samples } from './samples.ts';
import { sharp } from './sharp.ts';

/** No photo of 60 megapixels takes a tenth of it; a hostile file must not hold the process for longer. */
const decodeTimeoutSeconds = 300;

/**
 * Decodes the first frame, upright. RGB and grey keep the file's own values, to the bit; CMYK and Lab come as sRGB.
 * @throws AppFailure 'photo-unreadable' if the file is cut off or damaged
 */
export async function decodeSamples(header: PhotoHeader, path: string): Promise<Samples> {
  const { bitDepth, colours, decodable, found } = header;
  try {
    const pipeline = sharp(decodable, { failOn: 'error', limitInputPixels: false, autoOrient: true }).timeout({ seconds: decodeTimeoutSeconds });
    // Keeping the profile is what stops sharp from converting to sRGB.
    if (colours !== 'cmyk' && colours !== 'lab') pipeline.keepIccProfile();
    const { data, info } = await pipeline
      .toColourspace(spaceOf(bitDepth, colours === 'grey', found.channels))
      .raw({ depth: bitDepth === 16 ? 'ushort' : 'uchar' })
      .toBuffer({ resolveWithObject: true });
    const values = bitDepth === 16 ? sixteenBit(data) : data;
    if (header.kind === 'avif' && values instanceof Uint16Array) stretch(values, found.bitsPerSample ?? 16);
    const samples = withoutExtraChannels({ width: info.width, height: info.height, channels: info.channels, values });
    return colours === 'lab8' ? await srgbOfLab(samples) : samples;
  } catch (cause) {
    throw damaged(path, cause);
  }
}

/** sharp's raw output cuts 8-bit grey down to one channel, so grey with alpha goes the way of RGB (which repeats it exactly). */
function spaceOf(bitDepth: 8 | 16, grey: boolean, channels: number): string {
  if (grey && bitDepth === 16) return 'grey16';
  if (grey && channels === 1) return 'b-w';
  return bitDepth === 16 ? 'rgb16' : 'srgb';
}

function sixteenBit(data: Buffer): Uint16Array {
  // A typed array of two-byte values starts at even addresses only.
  const aligned = data.byteOffset % 2 === 0 ? data : Uint8Array.from(data);
  return new Uint16Array(aligned.buffer, aligned.byteOffset, aligned.byteLength / 2);
}

/** libvips moves the 10 or 12 bits of an AVIF to the top of 16, which leaves white a little grey. */
function stretch(values: Uint16Array, bits: number): void {
  const shift = 16 - bits;
  const scale = 65535 / (2 ** bits - 1);
  for (let i = 0; shift > 0 && i < values.length; i++) values[i] = Math.round(((values[i] as number) >> shift) * scale);
}

/** Some TIFFs carry selections as further channels after the alpha. */
function withoutExtraChannels(samples: Samples): Samples {
  if (samples.channels <= 4) return samples;
  const { width, height, channels, values } = samples;
  const kept = values instanceof Uint16Array ? new Uint16Array(width * height * 4) : new Uint8Array(width * height * 4);
  for (let i = 0; i < kept.length; i++) kept[i] = values[(i >> 2) * channels + (i & 3)] as number;
  return { width, height, channels: 4, values: kept };
}
