import fs from 'node:fs';
import path from 'node:path';
import { IconIcns, IconIco } from '@shockpkg/icon-encoder';
import sharp from 'sharp';
import { makeOnce } from '../make-once.ts';
import { root } from '../world.ts';

const drawing = 'renderer/icon.svg';
/** Sides in pixels; Linux has a folder for each. */
export const iconSides = [16, 24, 32, 48, 64, 128, 256, 512] as const;

/**
 * The program's icon for every system, from the one drawing.
 * @returns a folder in .cache/icons: icon.ico, icon.icns, and 16x16.png .. 512x512.png
 */
export async function icons(): Promise<string> {
  return makeOnce('icons', [drawing, 'build/packaging/icons.ts'], async (folder) => {
    for (const side of iconSides) fs.writeFileSync(path.join(folder, `${side}x${side}.png`), await drawn(side, 1));
    const ico = new IconIco();
    for (const side of [256, 128, 64, 48, 32, 24, 16]) await ico.addFromPng(await drawn(side, 1), null, false);
    fs.writeFileSync(path.join(folder, 'icon.ico'), ico.encode());
    const icns = new IconIcns();
    for (const [type, side] of macTypes) await icns.addFromPng(await drawn(side, macShare), [type], false);
    fs.writeFileSync(path.join(folder, 'icon.icns'), icns.encode());
  });
}

/** Icons of macOS keep a margin: Apple's template draws on 824 of 1024 pixels. */
const macShare = 824 / 1024;

const macTypes = [
  ['ic04', 16], ['ic11', 32], ['ic05', 32], ['ic12', 64], ['ic07', 128],
  ['ic13', 256], ['ic08', 256], ['ic14', 512], ['ic09', 512], ['ic10', 1024],
] as const;

async function drawn(side: number, share: number): Promise<Buffer> {
  const inner = Math.round((side * share) / 2) * 2;
  const margin = (side - inner) / 2;
  const edge = { top: margin, bottom: margin, left: margin, right: margin, background: { r: 0, g: 0, b: 0, alpha: 0 } };
  const picture = sharp(path.join(root, drawing), { density: (72 * inner) / 64 }).resize(inner, inner).extend(edge);
  return picture.png({ compressionLevel: 9 }).toBuffer();
}
