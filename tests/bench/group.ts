import { createRequire } from 'node:module';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { examplePhoto } from '../../models/node/example-photo.ts';
import { findFaces } from '../../models/faces/detector.ts';
import { openFaceDetector } from '../../models/node/face-networks.ts';
import { readPhoto } from '../../models/node/photo-file.ts';
import { sharp } from '../../models/node/sharp.ts';
import { heirloom } from '../cli/heirloom.ts';
import { timed } from './contest.ts';
import type { Row } from './table.ts';

const secondsTarget = 20;
const people = 12;

/** The default colours for a photo of 12 megapixels with twelve faces, by the command line, from its start to its end. */
export async function* benchGroup(threads: number): AsyncGenerator<Row> {
  const folder = mkdtempSync(join(tmpdir(), 'heirloom-group-'));
  try {
    const file = join(folder, 'group.jpg');
    await paintGroup(file);
    const detector = await openFaceDetector(threads);
    const { length: found } = await findFaces((await readPhoto(file)).photo, detector.detect);
    await detector.dispose();
    const words = ['colorize', file, '--out', join(folder, 'out'), '--threads', String(threads)];
    let said = '';
    const ms = await timed(async () => {
      const { code, stderr } = await heirloom(words, { folder, models: '' });
      if (code !== 0) throw new Error(stderr);
      said = stderr.trim().split('\n').at(-1) ?? '';
    });
    yield {
      what: `12 megapixels, ${found} faces found where ${people} are, the whole command`,
      measured: `${(ms / 1000).toFixed(1)} s`,
      beside: said,
      ratio: undefined,
      target: `at most ${secondsTarget} s`,
      reached: found >= people && ms <= 1000 * secondsTarget,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A harbour, and in it twelve times a face from the sample sheet of the package that finds faces. */
async function paintGroup(file: string): Promise<void> {
  const sheet = join(dirname(createRequire(import.meta.url).resolve('@vladmandic/human')), '..', 'assets', 'samples.jpg');
  const face = await sharp(sheet).extract({ left: 180, top: 10, width: 100, height: 100 }).resize(560, 560).greyscale().toBuffer();
  const places = Array.from({ length: people }, (_, i) => ({ input: face, left: 220 + 980 * (i % 4), top: 200 + 950 * Math.floor(i / 4) }));
  await sharp(examplePhoto('nagasaki-boats')).resize(4000, 3000, { fit: 'fill' }).greyscale().composite(places).jpeg({ quality: 92 }).toFile(file);
}
