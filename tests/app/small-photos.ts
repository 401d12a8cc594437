import { join } from 'node:path';
import { sharp } from '../../models/node/sharp.ts';
import type { PhotoView } from '../../app/contract/photos.ts';
import { newFolder, type Opened } from './application.ts';

/** A made-up grey photo: soft shapes and a few edges. @returns its path */
export async function smallPhoto(name = 'grandmother.png', folder = newFolder(), side = 128): Promise<string> {
  const samples = new Uint8Array(side * side);
  for (let i = 0; i < samples.length; i++) {
    const [x, y] = [i % side, Math.floor(i / side)];
    samples[i] = 120 + 60 * Math.sin(x / 17) * Math.cos(y / 23) + (Math.hypot(x - 60, y - 50) < 25 ? 40 : 0);
  }
  const path = join(folder, name);
  await sharp(samples, { raw: { width: side, height: side, channels: 1 } }).toFile(path);
  return path;
}

export async function openSmall(app: Opened, path?: string): Promise<PhotoView> {
  const [opened] = await app.application.openPaths([path ?? (await smallPhoto())]);
  if (opened === undefined || !('photo' in opened)) throw new Error(JSON.stringify(opened));
  return opened.photo;
}
