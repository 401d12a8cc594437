import { writeFileAtomically } from '../../models/node/atomic-file.ts';
import { sharp } from '../../models/node/sharp.ts';
import type { HoleMask } from '../../models/photo/photo.ts';

/** A mask as a window shows it: white, with the mask as its opacity. `readMask` reads it back. */
export async function writeKeptMask(path: string, { width, height, hole }: HoleMask): Promise<void> {
  const samples = new Uint8Array(hole.length * 2);
  for (let i = 0; i < hole.length; i++) {
    samples[2 * i] = 255;
    samples[2 * i + 1] = Math.round(255 * (hole[i] as number));
  }
  await write(path, samples, width, height, 2);
}

/** A mask for other programs: white = restore here, black = keep. */
export async function writeMaskPicture(path: string, { width, height, hole }: HoleMask): Promise<void> {
  await write(path, Uint8Array.from(hole, (value) => Math.round(255 * value)), width, height, 1);
}

async function write(path: string, samples: Uint8Array, width: number, height: number, channels: 1 | 2): Promise<void> {
  const pipeline = sharp(samples, { raw: { width, height, channels }, limitInputPixels: false });
  await writeFileAtomically(path, await pipeline.toColourspace('b-w').png({ compressionLevel: 3 }).toBuffer());
}
