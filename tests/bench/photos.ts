import { spawn } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { examplePhoto } from '../../models/node/example-photo.ts';
import { readPhoto, writePhoto } from '../../models/node/photo-file.ts';
import { cropPhoto } from '../../models/photo/crop.ts';
import { resizePhoto } from '../../models/photo/resize.ts';
import type { PhotoReport } from './restore-process.ts';
import type { Row } from './table.ts';

const sizes = [
  { title: '256x256', width: 256, height: 256, secondsTarget: 1, mebibytesTarget: undefined },
  { title: '12 megapixels', width: 4000, height: 3000, secondsTarget: 12, mebibytesTarget: 1536 },
] as const;

/** Seconds a photo and peak memory, each size in a process of its own, as a person meets them: a JPEG in, a JPEG out. */
export async function* benchPhotos(threads: number): AsyncGenerator<Row> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'heirloom-bench-'));
  const original = await readPhoto(examplePhoto('nagasaki-boats'));
  for (const { title, width, height, secondsTarget, mebibytesTarget } of sizes) {
    const file = path.join(folder, `${width}.jpg`);
    const side = Math.min(original.photo.width, original.photo.height);
    const part = width === height ? cropPhoto(original.photo, { x: 0, y: 0, width: side, height: side }) : original.photo;
    await writePhoto(file, { ...original, photo: resizePhoto(part, width, height) });
    const report = await restoreInProcess(file, threads);
    const what = `${title}, ${report.model}, ${report.steps} steps, ${report.calls} calls`;
    const beside = report.device;
    yield atMost(what, report.restoreMs / 1000, secondsTarget, 's', 2, `${beside}, model loaded`);
    yield atMost(`${title}, peak memory`, report.peakMebibytes, mebibytesTarget, 'MiB', 0, '');
    if (width !== 256) continue;
    const { startMs, openMs, lowerMs, sessionMs, firstCallMs } = report;
    const parts = `Node and modules ${startMs.toFixed(0)}, model ${openMs.toFixed(0)} (lowering ${lowerMs.toFixed(0)}, session ${sessionMs.toFixed(0)}), call ${firstCallMs.toFixed(0)}`;
    yield atMost('cold start, to the first call\'s result', startMs + openMs + firstCallMs, undefined, 'ms', 0, parts);
  }
  fs.rmSync(folder, { recursive: true });
}

async function restoreInProcess(file: string, threads: number): Promise<PhotoReport> {
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
  const script = path.join(import.meta.dirname, 'restore-process.ts');
  const startedMs = performance.timeOrigin + performance.now();
  const child = spawn(process.execPath, ['--import', tsx, script, file, String(threads), String(startedMs)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const parts: Buffer[] = [];
  for await (const part of child.stdout) parts.push(part as Buffer);
  return JSON.parse(Buffer.concat(parts).toString()) as PhotoReport;
}

function atMost(what: string, value: number, target: number | undefined, unit: string, digits: number, beside: string): Row {
  return {
    what,
    measured: `${value.toFixed(digits)} ${unit}`,
    beside,
    ratio: undefined,
    target: target === undefined ? '' : `at most ${target} ${unit}`,
    reached: target === undefined ? undefined : value <= target,
  };
}
