import { fileURLToPath } from 'node:url';
import { openNetwork } from '../../models/node/engine-host.ts';
import { readModel } from '../../models/node/model-folder.ts';
import { createPhoto, type Photo } from '../../models/photo/photo.ts';
import { Random } from '../../models/random.ts';
import { colorize } from '../../models/tasks/colorize.ts';

export interface PhotoTimes {
  /** From the model's files to a network that answers, seconds. */
  readonly openS: number;
  readonly smallS: number;
  readonly smallCalls: number;
  /** 4000x3000 pixels. */
  readonly largeS: number;
  readonly largeCalls: number;
  /** Of this process since it began, GiB. */
  readonly peakGib: number;
}

/** Colours a 256x256 and a 12-megapixel picture at the default steps, the model loaded; decoding and encoding are not counted. */
export async function measurePhotos(): Promise<PhotoTimes> {
  const openedMs = performance.now();
  const { manifest, weights } = await readModel(fileURLToPath(new URL('../../models/weights/face-colorize-small', import.meta.url)));
  const network = await openNetwork({ config: manifest.network, weights });
  const openS = (performance.now() - openedMs) / 1000;
  const time = async (photo: Photo): Promise<{ seconds: number; calls: number }> => {
    const startMs = performance.now();
    const run = colorize(photo, { network, manifest });
    let calls = 0;
    for (let next = await run.next(); next.done !== true; next = await run.next()) calls = next.value.done;
    return { seconds: (performance.now() - startMs) / 1000, calls };
  };
  await time(pattern(256, 256));
  const small = await time(pattern(256, 256));
  const large = await time(pattern(4000, 3000));
  await network.dispose();
  const peakGib = process.resourceUsage().maxRSS / 2 ** 20;
  return { openS, smallS: small.seconds, smallCalls: small.calls, largeS: large.seconds, largeCalls: large.calls, peakGib };
}

function pattern(width: number, height: number): Photo {
  const photo = createPhoto(width, height);
  const random = Random.fromSeed(width);
  for (let i = 0; i < photo.rgb.length; i++) photo.rgb[i] = random.between(-1, 1);
  return photo;
}
