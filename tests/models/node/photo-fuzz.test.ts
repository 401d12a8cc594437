import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { AppFailure } from '../../../models/failure.ts';
import { readPhoto, writePhoto } from '../../../models/node/photo-file.ts';
import type { PhotoFile } from '../../../models/node/photo-file.ts';
import { Random } from '../../../models/random.ts';
import { captionIptc, jpegWithExif, jpegWithIptc, pngWithExif, webpWithExif } from './photo-containers.ts';
import { cameraExif, gradientPicture, randomSamples, rawPicture, save, temporaryFolder } from './photo-samples.ts';

const file = temporaryFolder();
const rounds = 1000;

test(`${rounds} mutated pictures: a photo or an AppFailure, nothing else, and what was read can be written`, async () => {
  const random = Random.fromSeed(2026);
  const pictures = await wholePictures();
  const endings = ['png', 'jpg', 'webp', 'tif', 'avif'];
  const outcomes = new Map<string, number>();
  for (let round = 0; round < rounds; round++) {
    const bytes = mutated(pictures, random);
    const path = await save(file('mutated.bin'), bytes);
    const started = performance.now();
    const outcome = await outcomeOf(path, round, bytes);
    expect(performance.now() - started).toBeLessThan(60_000);
    const kind = outcome instanceof AppFailure ? outcome.code : 'photo';
    outcomes.set(kind, (outcomes.get(kind) ?? 0) + 1);
    if (outcome instanceof AppFailure) continue;
    checkPhoto(outcome);
    if (round % 4 > 0) continue;
    const written = file(`written.${endings[(round / 4) % endings.length]!}`);
    const { width, height } = outcome.photo;
    // A hit on its header may have made it wider than the format knows.
    const refused = await writePhoto(written, outcome, { overwrite: true }).then(
      () => undefined,
      (error: unknown) => error,
    );
    if (refused === undefined) expect((await readPhoto(written)).photo).toMatchObject({ width, height });
    else expect(refused).toMatchObject({ code: 'photo-too-large' });
  }
  // Both ways out were really taken.
  expect(outcomes.get('photo')).toBeGreaterThan(rounds / 10);
  expect(outcomes.get('photo-unreadable')).toBeGreaterThan(rounds / 10);
}, 240_000);

async function outcomeOf(path: string, round: number, bytes: Buffer): Promise<PhotoFile | AppFailure> {
  try {
    return await readPhoto(path);
  } catch (error) {
    if (error instanceof AppFailure) return error;
    throw new Error(`Round ${round} broke the reader with ${bytes.toString('base64')}`, { cause: error });
  }
}

function checkPhoto({ photo, alpha, metadata, bitDepth }: PhotoFile): void {
  expect(photo.rgb.length).toBe(photo.width * photo.height * 3);
  expect(photo.rgb.every((value) => value >= -1 && value <= 1)).toBe(true);
  if (alpha !== undefined) expect(alpha.length).toBe(photo.width * photo.height);
  expect([8, 16]).toContain(bitDepth);
  expect(metadata.density ?? 26).toBeGreaterThanOrEqual(26);
}

/** Small, so that a thousand take seconds; of every kind that is read, with every record it can hold. */
async function wholePictures(): Promise<Buffer[]> {
  const smooth = gradientPicture(24, 18).withIccProfile('p3').withXmp('<x:xmpmeta xmlns:x="adobe:ns:meta/" tiff:Orientation="6"/>');
  const jpeg = await smooth.clone().jpeg().toBuffer();
  const deep = rawPicture(randomSamples(1, 20 * 17 * 4, 16), 20, 17, 4);
  const grey = rawPicture(randomSamples(2, 18 * 18, 8), 18, 18, 1);
  const frames = sharp(Buffer.from(randomSamples(3, 16 * 48 * 3, 8)), { raw: { width: 16, height: 48, channels: 3, pageHeight: 16 } });
  const tagged = jpegWithIptc(jpegWithExif(jpeg, cameraExif(true)), captionIptc('Aunt Ada'));
  await save(file('tagged.jpg'), tagged);
  await writePhoto(file('tagged.tif'), await readPhoto(file('tagged.jpg')));
  return [
    tagged,
    await smooth.clone().jpeg({ progressive: true }).toBuffer(),
    await smooth.clone().toColourspace('cmyk').jpeg().toBuffer(),
    pngWithExif(await smooth.clone().png().toBuffer(), cameraExif(false)),
    await deep.clone().png({ progressive: true }).toBuffer(),
    await smooth.clone().png({ palette: true, colours: 8 }).toBuffer(),
    webpWithExif(await smooth.clone().webp().toBuffer(), cameraExif(true)),
    await smooth.clone().webp({ lossless: true }).toBuffer(),
    await readFile(file('tagged.tif')),
    await smooth.clone().tiff({ compression: 'none', tile: true, tileWidth: 16, tileHeight: 16 }).toBuffer(),
    await smooth.clone().tiff({ compression: 'jpeg' }).toBuffer(),
    await deep.clone().tiff({ compression: 'deflate', predictor: 'horizontal' }).toBuffer(),
    await grey.clone().tiff({ compression: 'ccittfax4', bitdepth: 1 }).toBuffer(),
    await smooth.clone().toColourspace('labs').tiff({ compression: 'none' }).toBuffer(),
    await frames.clone().gif().toBuffer(),
    await frames.clone().webp({ lossless: true }).toBuffer(),
    await smooth.clone().avif().toBuffer(),
    await sharp(tagged).keepMetadata().avif({ effort: 0 }).toBuffer(),
  ];
}

function mutated(pictures: readonly Buffer[], random: Random): Buffer {
  const pick = (): Buffer => pictures[random.integer(pictures.length)]!;
  let bytes = Buffer.from(pick());
  const kind = random.integer(6);
  if (kind === 0) bytes = bytes.subarray(0, random.integer(bytes.length));
  if (kind === 1) {
    const other = pick();
    bytes = Buffer.concat([bytes.subarray(0, random.integer(bytes.length)), other.subarray(random.integer(other.length))]);
  }
  if (kind === 2) bytes.fill(random.integer(256), random.integer(bytes.length));
  if (kind >= 3) {
    for (let hits = 1 + random.integer(kind === 3 ? 2 : 12); hits > 0; hits--) {
      // Headers are short and decide most: half of the hits go there.
      const at = random.integer(random.integer(2) === 0 ? Math.min(200, bytes.length) : bytes.length);
      if (kind < 5) bytes[at]! ^= 1 << random.integer(8);
      else bytes.fill(random.integer(2) === 0 ? 0xff : 0, at, Math.min(bytes.length, at + 1 + random.integer(4)));
    }
  }
  return bytes;
}
