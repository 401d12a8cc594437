import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import sharp, { type Sharp } from 'sharp';
import type { FailureCode } from '../../models/failure.ts';
import { Random } from '../../models/random.ts';

/** Every file of the folder `writeAlbum` makes: the failure its restoration must end in, or what the photo needs said ('' = nothing). */
export const album: Readonly<Record<string, { readonly code: FailureCode } | { readonly note: string }>> = {
  'animated.gif': { note: 'Only the first frame of the animation was read.' },
  'cmyk.jpg': { note: 'Its CMYK colours were converted to sRGB.' },
  'deep.png': { note: '' },
  'dot.png': { code: 'photo-too-small' },
  'drawing.png': { code: 'photo-unsupported' },
  'good.jpg': { note: '' },
  'grey.png': { note: '' },
  'palette.png': { note: '' },
  'text.png': { code: 'photo-unreadable' },
  'truncated.jpg': { code: 'photo-unreadable' },
  'vast.png': { code: 'photo-too-large' },
  'zero.jpg': { code: 'photo-unreadable' },
};

/** A folder of real files as people have them: sound ones and broken ones. */
export async function writeAlbum(folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const put = (name: string, bytes: Uint8Array): void => writeFileSync(join(folder, name), bytes);
  const jpeg = await picture(72, 56).jpeg().toBuffer();
  put('good.jpg', jpeg);
  put('truncated.jpg', jpeg.subarray(0, Math.floor(jpeg.length / 2)));
  put('zero.jpg', new Uint8Array());
  put('text.png', Buffer.from('Dear aunt, the photo did not fit into this letter.\n'.repeat(20)));
  put('drawing.png', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="90" height="90"/>'));
  put('dot.png', await picture(1, 1).png().toBuffer());
  put('vast.png', vastPng(30_000));
  put('cmyk.jpg', await picture(48, 48).toColourspace('cmyk').jpeg().toBuffer());
  put('grey.png', await picture(40, 60).toColourspace('b-w').png().toBuffer());
  put('palette.png', await picture(50, 40).png({ palette: true, colours: 16 }).toBuffer());
  put('deep.png', await picture(40, 40).toColourspace('rgb16').png().toBuffer());
  put('animated.gif', await animation(40, 32));
}

/** Noise, so that no format makes it small. */
export function picture(width: number, height: number): Sharp {
  return sharp(noise(width, height), { raw: { width, height, channels: 3 } });
}

function noise(width: number, height: number): Uint8Array {
  const random = Random.fromSeed(width * 1000 + height);
  return Uint8Array.from({ length: width * height * 3 }, () => random.integer(256));
}

async function animation(width: number, height: number): Promise<Buffer> {
  const frames = await Promise.all(['#700', '#070', '#007'].map((background) => sharp({ create: { width, height, channels: 3, background } }).png().toBuffer()));
  return sharp(frames, { join: { animated: true } }).gif().toBuffer();
}

/** A sound header of so many pixels a side, and almost nothing behind it. */
function vastPng(side: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', deflateSync(Buffer.alloc(1000))), chunk('IEND', Buffer.alloc(0))]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  body.copy(framed, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}
