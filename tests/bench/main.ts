import { cpus } from 'node:os';
import { measureGraphs } from './graphs.ts';
import { measurePhotos } from './photos.ts';

/** `npm run bench`: one table; compare ratios, not seconds, between machines. */
const photos = await measurePhotos();
const speeds = await measureGraphs('small', 4);

const cores = cpus();
const percent = (a: number, b: number): string => `${((100 * a) / b).toFixed(0)} % of bare convolutions (${b.toFixed(0)})`;
const rows: readonly (readonly [string, string, string])[] = [
  ['inference graph, small, 256x256', `${speeds.inference.toFixed(0)} GFLOP/s`, percent(speeds.inference, speeds.inferenceBare)],
  ['training step, small, 4 pictures', `${speeds.training.toFixed(0)} GFLOP/s`, percent(speeds.training, speeds.trainingBare)],
  ['open the model', `${photos.openS.toFixed(2)} s`, ''],
  ['colorize 256x256', `${photos.smallS.toFixed(2)} s`, `${photos.smallCalls} network calls`],
  ['colorize 4000x3000', `${photos.largeS.toFixed(2)} s`, `${photos.largeCalls} network calls`],
  ['peak memory until then', `${photos.peakGib.toFixed(2)} GiB`, ''],
];
process.stdout.write(`${cores.length} x ${cores[0]?.model ?? 'unknown processor'}, Node ${process.version}\n\n`);
for (const [what, value, beside] of rows) process.stdout.write(`${what.padEnd(36)}${value.padStart(14)}   ${beside}\n`);
