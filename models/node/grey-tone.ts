import { carrierTiff } from './carrier-tiff.ts';
import { sharp } from './sharp.ts';

/**
 * What grey samples of a profile (a dot gain, a gamma) are in sRGB: tone[v] for v = 0..255 or 0..65535. For a grey
 * photo that is saved in colour, where its own profile cannot follow.
 */
export async function greyTone(icc: Uint8Array, bitDepth: 8 | 16): Promise<Uint8Array | Uint16Array> {
  const ramp = carrierTiff(256, 1, 1, 8, { icc });
  for (let v = 0; v < 256; v++) ramp.samples.values[v] = v;
  // Without keepIccProfile, sharp converts from the embedded profile to sRGB.
  const { data, info } = await sharp(ramp.bytes).toColourspace('srgb').raw().toBuffer({ resolveWithObject: true });
  const tone8 = Uint8Array.from({ length: 256 }, (_, v) => data[v * info.channels] as number);
  if (bitDepth === 8) return tone8;
  return Uint16Array.from({ length: 65536 }, (_, v) => {
    const below = Math.min(254, Math.floor(v / 257));
    const low = tone8[below] as number;
    return Math.round((low + ((tone8[below + 1] as number) - low) * (v / 257 - below)) * 257);
  });
}
